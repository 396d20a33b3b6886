import type { Locator, Page } from "playwright/test";

/** The question that a stage waits with. */
export class Approval {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The dialog; its name is the question. */
  dialog(question: string): Locator {
    return this.page.getByRole("dialog", { name: question });
  }

  get comment(): Locator {
    return this.page.getByRole("dialog").getByRole("textbox", { name: "Comment" });
  }

  async answer(decision: "Approve" | "Deny", comment = ""): Promise<void> {
    await this.comment.fill(comment);
    await this.page.getByRole("dialog").getByRole("button", { name: decision, exact: true }).click();
  }
}

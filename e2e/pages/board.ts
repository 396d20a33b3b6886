import type { Locator, Page } from "playwright/test";

/** The Loop board. */
export class Board {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** A stage's card; it carries its status as text. */
  card(stage: string): Locator {
    return this.page.getByRole("article", { name: stage, exact: true });
  }

  /** Clicks a stage's run button, which is there without hovering for assistive technology. */
  async run(stage: string): Promise<void> {
    await this.page.getByRole("button", { name: `Run ${stage}`, exact: true }).click();
  }

  /** Opens a stage's log. */
  async open(stage: string): Promise<void> {
    await this.card(stage).click();
  }
}

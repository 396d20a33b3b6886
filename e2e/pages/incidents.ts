import type { Locator, Page } from "playwright/test";

/** The incidents of a project, and the page of one of them. */
export class Incidents {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get table(): Locator {
    return this.page.getByRole("table", { name: "Incidents" });
  }

  row(title: string): Locator {
    return this.table.getByRole("row").filter({ has: this.page.getByRole("link", { name: title }) });
  }

  /** Opens one by hand from wherever one is. */
  async open(title: string, severity: "Critical" | "Major" | "Minor"): Promise<void> {
    const dialog = this.page.getByRole("dialog", { name: "Open an incident" });
    await dialog.getByRole("textbox", { name: "What is wrong" }).fill(title);
    await dialog.getByRole("radio", { name: severity }).click();
    await dialog.getByRole("button", { name: "Open the incident" }).click();
  }

  heading(title: string | RegExp): Locator {
    return this.page.getByRole("heading", { level: 1, name: title });
  }

  get suspects(): Locator {
    return this.page.getByRole("region", { name: "What may be the cause" }).getByRole("article");
  }

  /** What happened, the oldest first. */
  get story(): Locator {
    return this.page.getByRole("region", { name: "What happened" }).getByRole("listitem");
  }

  button(name: "Acknowledge" | "Resolve…" | "Reopen" | "Post-mortem"): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  async note(text: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Note" }).fill(text);
    await this.page.getByRole("button", { name: "Add note" }).click();
  }

  async resolve(text: string): Promise<void> {
    await this.button("Resolve…").click();
    const dialog = this.page.getByRole("dialog", { name: /^Resolve/ });
    await dialog.getByRole("textbox", { name: /^What the cause was/ }).fill(text);
    await dialog.getByRole("button", { name: "Resolve", exact: true }).click();
  }
}

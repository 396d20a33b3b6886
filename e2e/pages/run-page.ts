import type { Locator, Page } from "playwright/test";

/** The page of one run. */
export class RunPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  heading(number: number): Locator {
    return this.page.getByRole("heading", { level: 1, name: `Run ${number}`, exact: true });
  }

  /** A stage of the list; it carries its status as text, and leads to its log. */
  stage(name: string): Locator {
    return this.page.getByRole("navigation", { name: "Stages of this run" }).getByRole("link", { name: new RegExp(`^${name}\\b`) });
  }

  /** The sentence that says why a run is not green. */
  get cause(): Locator {
    return this.page
      .getByRole("main")
      .getByRole("status")
      .filter({ has: this.page.getByRole("paragraph") });
  }

  async showTab(name: "Log" | "Artifacts" | "Graph" | "Environment"): Promise<void> {
    await this.page.getByRole("tablist", { name: "Parts of this run" }).getByRole("tab", { name }).click();
  }

  /** The row of a kept file. */
  artifact(path: string): Locator {
    return this.page.getByRole("row").filter({ hasText: path });
  }
}

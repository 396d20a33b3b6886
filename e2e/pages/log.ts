import type { Locator, Page } from "playwright/test";

/** A stage's log, beside the board or on a run's page. */
export class Log {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get region(): Locator {
    return this.page.getByRole("region", { name: "Log", exact: true });
  }
}

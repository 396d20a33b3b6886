import type { Locator, Page } from "playwright/test";

/** The list of runs. */
export class Runs {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The row of a run by its number in the project. */
  run(number: number): Locator {
    return this.page.getByRole("row").filter({ hasText: new RegExp(`#?\\b${number}\\b`) });
  }

  /** Opens a run's page. */
  async open(number: number): Promise<void> {
    await this.run(number).getByRole("link").first().click();
  }
}

import type { Locator, Page } from "playwright/test";

/** Failed stages of all runs, put together by what is the same about them. */
export class Failures {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get filter(): Locator {
    return this.page.getByRole("textbox", { name: "Filter by message or stage" });
  }

  get groups(): Locator {
    return this.page.getByRole("region", { name: "Failures" }).getByRole("listitem");
  }
}

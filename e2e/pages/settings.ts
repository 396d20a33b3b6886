import type { Locator, Page } from "playwright/test";

/** Everything that can be chosen. */
export class Settings {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** One of a few exclusive choices. */
  choice(setting: string, value: string): Locator {
    return this.page.getByRole("radiogroup", { name: setting }).getByRole("radio", { name: value });
  }

  number(setting: string): Locator {
    return this.page.getByRole("spinbutton", { name: setting });
  }
}

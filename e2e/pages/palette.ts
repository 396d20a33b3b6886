import type { Locator, Page } from "playwright/test";

/** The palette that Ctrl+K opens. */
export class Palette {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get field(): Locator {
    return this.page.getByRole("dialog").getByRole("combobox");
  }

  /** What Enter would do: the marked one of the results. */
  get marked(): Locator {
    return this.page.getByRole("dialog").getByRole("option", { selected: true });
  }

  /** Opens it, searches and does the first thing that was found, with keys alone. */
  async perform(query: string): Promise<void> {
    await this.page.keyboard.press("ControlOrMeta+k");
    await this.field.fill(query);
    await this.field.press("Enter");
  }
}

import { expect, type Locator, type Page } from "playwright/test";

/** The list of runs. */
export class Runs {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get table(): Locator {
    return this.page.getByRole("table", { name: "Runs" });
  }

  /** The rows that are drawn, without the head. */
  get rows(): Locator {
    return this.table.getByRole("row").filter({ has: this.page.getByRole("link") });
  }

  /** The row of a run by its number in the project. */
  run(number: number): Locator {
    return this.rows.filter({ has: this.link(number) });
  }

  /** What leads to a run's page. */
  link(number: number): Locator {
    return this.page.getByRole("link", { name: new RegExp(`^Run ${number}:`) });
  }

  /** Opens a run's page. */
  async open(number: number): Promise<void> {
    await this.link(number).click();
  }

  filter(name: "Status" | "Branch" | "Trigger" | "Stage" | "Period"): Locator {
    return this.page.getByRole("combobox", { name });
  }

  /** Which day, once the period is one of a day. */
  get day(): Locator {
    return this.page.getByLabel("Day", { exact: true });
  }

  /** A filter that a link brought; pressing it takes it away. */
  removable(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name: typeof name === "string" ? `Remove the filter ${name}` : name });
  }

  /** Waits until the list has so many runs and no more. */
  async expectCount(count: number): Promise<void> {
    // The head is a row, too.
    await expect(this.table).toHaveAttribute("aria-rowcount", String(count + 1));
  }
}

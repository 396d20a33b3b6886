import { expect, type Locator, type Page } from "playwright/test";

/** The tests of a project over all runs. */
export class Tests {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** One of the cards above the list. */
  card(name: "Totals" | "Trend" | "Read from"): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  /** The tab of a view, with its count. */
  view(name: "Failing" | "Fixed" | "Flaky" | "Slowest" | "Skipped" | "All"): Locator {
    return this.page.getByRole("tablist", { name: "Tests by how they stand" }).getByRole("tab", { name: new RegExp(`^${name}`) });
  }

  get table(): Locator {
    return this.page.getByRole("table", { name: "Tests" });
  }

  /** The rows that are drawn, without the head. */
  get rows(): Locator {
    return this.table.getByRole("row").filter({ has: this.page.getByRole("link") });
  }

  /** The row of a test. */
  row(name: string): Locator {
    return this.rows.filter({ has: this.page.getByRole("link", { name, exact: true }) });
  }

  /** What opens a test beside the list. */
  link(name: string): Locator {
    return this.table.getByRole("link", { name, exact: true });
  }

  get filter(): Locator {
    return this.page.getByRole("textbox", { name: "Filter by name, suite, class or file" });
  }

  choice(name: "Branch" | "Stage"): Locator {
    return this.page.getByRole("combobox", { name });
  }

  /** The test that is open beside the list. */
  get detail(): Locator {
    return this.page.getByRole("region", { name: "Test", exact: true });
  }

  /** What the open test said when it did not pass. */
  get said(): Locator {
    return this.detail.getByRole("region", { name: "What it said" });
  }

  /** The outcomes of the open test, the newest first. */
  get outcomes(): Locator {
    return this.detail
      .getByRole("table", { name: "Outcomes" })
      .getByRole("row")
      .filter({ has: this.page.getByRole("link") });
  }

  /** Waits until the list has so many tests and no more. */
  async expectCount(count: number): Promise<void> {
    // The head is a row, too.
    await expect(this.table).toHaveAttribute("aria-rowcount", String(count + 1));
  }
}

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

  /** The place that scrolls, and that has the log's keys. */
  get lines(): Locator {
    return this.region.getByRole("group", { name: /^Lines/ });
  }

  /** A line by its number, when it is in sight. */
  line(number: number): Locator {
    return this.region.locator(`[data-line="${number}"] [data-text]`);
  }

  /** The bar that leads to the first failure. */
  get firstFailure(): Locator {
    return this.region.getByRole("button", { name: /^First failure/ });
  }

  get searchField(): Locator {
    return this.region.getByRole("textbox", { name: "Find in log" });
  }

  /** How many lines match, and which of them is shown. */
  get matchCount(): Locator {
    return this.region.getByRole("search").getByRole("status");
  }

  /** The button that tells, and decides, whether the end stays in sight; only a log that grows has it. */
  get following(): Locator {
    return this.region.getByRole("button", { name: "Following" });
  }
}

import type { Locator, Page } from "playwright/test";

/** DORA's four keys on the Insights screen, the rows behind them, and the rule. */
export class Dora {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  key(title: "Deployment frequency" | "Lead time for changes" | "Change failure rate" | "Time to recover"): Locator {
    return this.page.getByRole("article", { name: title, exact: true });
  }

  /** How many of the four blocks of a key's band are lit. */
  band(title: Parameters<Dora["key"]>[0]): Locator {
    return this.key(title).getByRole("meter");
  }

  /** The small bars of a key. */
  bars(title: Parameters<Dora["key"]>[0]): Locator {
    return this.key(title).getByRole("slider", { name: `${title} by week` });
  }

  /** Opens the rows that a key is counted of. */
  async openRows(title: Parameters<Dora["key"]>[0]): Promise<void> {
    await this.key(title).getByRole("link").click();
  }

  rows(title: "Deployments" | "Changes" | "Failed deployments"): Locator {
    return this.page.getByRole("region", { name: title, exact: true });
  }

  /** A row by something that stands in it. */
  row(title: Parameters<Dora["rows"]>[0], text: string): Locator {
    return this.rows(title).getByRole("row").filter({ hasText: text });
  }

  get source(): Locator {
    return this.page.getByRole("combobox", { name: "Deployments to count" });
  }

  async openRules(): Promise<void> {
    await this.page.getByRole("button", { name: "Rules", exact: true }).click();
  }

  get rules(): Locator {
    return this.page.getByRole("dialog", { name: "What counts" });
  }

  get preview(): Locator {
    return this.rules.getByRole("region", { name: "Preview" });
  }
}

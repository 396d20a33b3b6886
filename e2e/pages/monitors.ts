import type { Locator, Page } from "playwright/test";

/** The monitors of a project, the page of one of them, its charts, and the alerts. */
export class Monitors {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The line of a monitor in the list. */
  row(name: string): Locator {
    return this.page
      .getByRole("table", { name: "Monitors" })
      .getByRole("row")
      .filter({ has: this.page.getByRole("link", { name, exact: true }) });
  }

  link(name: string): Locator {
    return this.row(name).getByRole("link", { name, exact: true });
  }

  tab(name: "Monitors" | "Alerts" | "This machine"): Locator {
    return this.page.getByRole("tab", { name: new RegExp(`^${name}`) });
  }

  heading(name: string): Locator {
    return this.page.getByRole("heading", { level: 1, name, exact: true });
  }

  /** A part of a monitor's page. */
  card(name: "Uptime" | "Latency" | "Last checks" | "Objective" | "Outages" | "Alerts"): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  chart(title: string): Locator {
    return this.page.getByRole("slider", { name: new RegExp(`^${title}:`) });
  }

  /** Chooses from a chart's menu. */
  async chooseForChart(title: string, entry: string): Promise<void> {
    await this.page.getByRole("button", { name: `More of ${title}` }).click();
    await this.page.getByRole("menuitem", { name: entry }).click();
  }

  /** The inbox in the title bar. */
  get bell(): Locator {
    return this.page.getByRole("banner").getByRole("button", { name: /^Inbox/ });
  }

  /** What the bell opens. */
  get inbox(): Locator {
    return this.page.getByRole("dialog", { name: "Inbox" });
  }

  /** The lines of the list of alerts. */
  get alerts(): Locator {
    return this.page
      .getByRole("table", { name: "Alerts" })
      .getByRole("row")
      .filter({ has: this.page.getByRole("link") });
  }

  get openAlert(): Locator {
    return this.page.getByRole("complementary", { name: "The open alert" });
  }
}

import type { Locator, Page } from "playwright/test";

/** The services of a project, the page of one of them, and its runbooks. */
export class Services {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async show(view: "Services" | "Runbooks" | "Incidents"): Promise<void> {
    await this.page.getByRole("tab", { name: view }).click();
  }

  get table(): Locator {
    return this.page.getByRole("table", { name: "Services" });
  }

  row(name: string): Locator {
    return this.table.getByRole("row").filter({ has: this.link(name) });
  }

  /** What leads to a service's page. */
  link(name: string): Locator {
    return this.page.getByRole("link", { name, exact: true });
  }

  button(what: "Start" | "Stop" | "Restart", name: string): Locator {
    return this.table.getByRole("button", { name: new RegExp(`^${what} ${name}(,|$)`) });
  }

  get startAll(): Locator {
    return this.page.getByRole("button", { name: "Start all" });
  }

  get stopAll(): Locator {
    return this.page.getByRole("button", { name: "Stop all" });
  }

  /** What the question before a project's first start offers. */
  async trust(): Promise<void> {
    await this.page.getByRole("dialog").getByRole("button", { name: "Trust and go on" }).click();
  }

  /** When the service on whose page one is was started. */
  get starts(): Locator {
    return this.page.getByRole("region", { name: "Starts" }).getByRole("row");
  }

  runbook(name: string): Locator {
    return this.page.getByRole("article", { name, exact: true });
  }

  /** The question that a runbook asks. */
  get asking(): Locator {
    return this.page.getByRole("dialog", { name: /^Run / });
  }
}

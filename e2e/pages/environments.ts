import type { Locator, Page } from "playwright/test";

/** The environments of a project: what is where, and what went where. */
export class Environments {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  card(name: string): Locator {
    return this.page.getByRole("article", { name, exact: true });
  }

  deploy(name: string): Locator {
    return this.page.getByRole("button", { name: `Deploy to ${name}`, exact: true });
  }

  rollBack(name: string): Locator {
    return this.page.getByRole("button", { name: `Roll back ${name}`, exact: true });
  }

  /** Where a release is: the cells of its row in the order of promotion. */
  where(version: string): Locator {
    return this.page
      .getByRole("table", { name: "What is where" })
      .getByRole("row")
      .filter({ has: this.page.getByRole("rowheader", { name: version, exact: true }) });
  }

  /** The deployments, the newest first. */
  get history(): Locator {
    return this.page
      .getByRole("table", { name: "Deployments" })
      .getByRole("row")
      .filter({ has: this.page.getByRole("link") });
  }

  get gates(): Locator {
    return this.page.getByRole("dialog").getByRole("list", { name: "Gates" }).getByRole("listitem");
  }

  /** Does what the open dialog offers. */
  async confirm(action: string | RegExp): Promise<void> {
    await this.page.getByRole("dialog").getByRole("button", { name: action }).click();
  }
}

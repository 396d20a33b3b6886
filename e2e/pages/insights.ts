import type { Locator, Page } from "playwright/test";

/** The charts of a project. */
export class Insights {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** A chart that the arrow keys read day by day. */
  chart(name: string): Locator {
    return this.page.getByRole("slider", { name, exact: true });
  }

  /** A chart with its head, or a list of figures. */
  card(title: string): Locator {
    return this.page.getByRole("region", { name: title, exact: true });
  }

  /** One of the figures at the top. */
  figure(title: string): Locator {
    return this.page.getByRole("article", { name: title, exact: true });
  }

  /** The count in a figure or a row that opens runs. */
  async countIn(text: Locator): Promise<number> {
    return Number(/([\d,]+) (?:whole )?runs?/.exec((await text.textContent()) ?? "")?.[1]?.replace(",", ""));
  }

  period(name: "30 d" | "90 d" | "1 y"): Locator {
    return this.page.getByRole("radiogroup", { name: "Period" }).getByRole("radio", { name });
  }

  /** A row of the table of all projects. */
  project(name: string): Locator {
    return this.page.getByRole("table", { name: "All projects" }).getByRole("row", { name: new RegExp(`^${name}\\b`) });
  }

  whose(name: "This project" | "All projects"): Locator {
    return this.page.getByRole("radiogroup", { name: "Whose" }).getByRole("radio", { name });
  }

  async showAsTable(title: string): Promise<void> {
    await this.page.getByRole("button", { name: `Show ${title} as a table` }).click();
  }
}

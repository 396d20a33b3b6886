import type { Locator, Page } from "playwright/test";

/** The search for the commit that broke a stage, on a run's page. */
export class Culprit {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens it from the head of a failed run's page. */
  async open(): Promise<void> {
    await this.page.getByRole("button", { name: "Find the culprit" }).click();
  }

  get form(): Locator {
    return this.page.getByRole("form", { name: "Find the culprit" });
  }

  get good(): Locator {
    return this.form.getByRole("textbox", { name: "Last good commit" });
  }

  get start(): Locator {
    return this.form.getByRole("button", { name: "Start the search" });
  }

  get search(): Locator {
    return this.page.getByRole("region", { name: "Search for the culprit" });
  }

  /** What it has come to: a heading, and how far it is. */
  get standing(): Locator {
    return this.search.getByRole("status");
  }

  /** The commit that was found. */
  get verdict(): Locator {
    return this.search.getByRole("article", { name: "The culprit" });
  }

  /** The rows of the commits that were judged, the newest first. */
  get steps(): Locator {
    return this.search.getByRole("table", { name: "Judged commits" }).locator("tbody").getByRole("row");
  }

  /** What leads to the run of the newest step that was run. */
  get firstRun(): Locator {
    return this.steps.getByRole("link", { name: /^run on/ }).first();
  }

  async cancel(): Promise<void> {
    await this.search.getByRole("button", { name: "Cancel search" }).click();
  }

  async goOn(): Promise<void> {
    await this.search.getByRole("button", { name: "Go on" }).click();
  }
}

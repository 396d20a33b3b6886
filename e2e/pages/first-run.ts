import type { Locator, Page } from "playwright/test";

/** The page without a project. */
export class FirstRun {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get heading(): Locator {
    return this.page.getByRole("heading", { level: 1, name: "Open a folder. See its whole loop." });
  }

  get openSample(): Locator {
    return this.page.getByRole("button", { name: /Open the sample project/ });
  }

  /** A project of the list of recent ones. */
  recent(project: string): Locator {
    return this.page.getByRole("region", { name: "Recent" }).getByRole("link", { name: project });
  }
}

import type { Locator, Page } from "playwright/test";

/** The releases of a project, and the plan of the next one. */
export class Releases {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get table(): Locator {
    return this.page.getByRole("table", { name: "Releases" });
  }

  /** The row of a release. */
  row(version: string): Locator {
    return this.table.getByRole("row").filter({ has: this.page.getByRole("link", { name: version, exact: true }) });
  }

  /** What opens a release beside the list. */
  link(version: string): Locator {
    return this.table.getByRole("link", { name: version, exact: true });
  }

  /** The release that is open beside the list. */
  get detail(): Locator {
    return this.page.getByRole("region", { name: "Release", exact: true });
  }

  /** A titled part of it, or of the plan. */
  part(name: "Notes" | "Artifacts" | "Commits" | "How it is made" | "What changes" | "What will happen"): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  /** The version that follows, in the plan. */
  get next(): Locator {
    return this.page.getByRole("region", { name: "Next version" });
  }

  /** Makes the release that is planned. */
  release(version: string): Locator {
    return this.page.getByRole("button", { name: `Release ${version}`, exact: true });
  }

  /** What checking the open release again found. */
  get checks(): Locator {
    return this.page.getByRole("list", { name: "Checks" }).getByRole("listitem");
  }
}

import type { Locator, Page } from "playwright/test";

/** Which lines the tests of a run reach, on its page. */
export class Coverage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** How the lines that changed fared, and what no report tells of. */
  get changed(): Locator {
    return this.page.getByRole("region", { name: "Changed lines" });
  }

  get filter(): Locator {
    return this.page.getByRole("textbox", { name: "Filter files by path" });
  }

  /** The files in sight. */
  get files(): Locator {
    return this.page.getByRole("list", { name: "Files" }).getByRole("button");
  }

  file(path: string): Locator {
    return this.files.filter({ hasText: path });
  }

  /** A file of the run, line by line. */
  linesOf(path: string): Locator {
    return this.page.getByRole("region", { name: `Lines of ${path}` });
  }
}

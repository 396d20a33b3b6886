import type { Locator, Page } from "playwright/test";

/** The tab of a run that says why it is different. */
export class Comparison {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get area(): Locator {
    return this.page.getByRole("region", { name: "Comparison", exact: true });
  }

  /** What explains the difference, the likeliest first. */
  get explanations(): Locator {
    return this.part("Why it is different").getByRole("listitem");
  }

  part(title: "Why it is different" | "Stages of both" | "Commits" | "Files" | "Environment of both"): Locator {
    return this.area.getByRole("region", { name: title, exact: true });
  }

  /** The other run. */
  get against(): Locator {
    return this.area.getByRole("combobox", { name: "Compare with" });
  }

  /** A stage in both runs. */
  stage(name: string): Locator {
    return this.part("Stages of both").getByRole("row", { name: new RegExp(`^${name}\\b`) });
  }
}

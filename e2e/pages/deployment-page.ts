import type { Locator, Page } from "playwright/test";

/** One deployment. */
export class DeploymentPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** What goes where: `1.4.0 into staging`. */
  heading(what: string | RegExp): Locator {
    return this.page.getByRole("heading", { level: 1, name: what });
  }

  /** Its head: who, when, and what was before. */
  get head(): Locator {
    return this.page.getByRole("main").getByRole("banner").or(this.page.locator("main header").first());
  }

  step(name: string | RegExp): Locator {
    return this.page.getByRole("region", { name: "Steps" }).getByRole("listitem").filter({ hasText: name });
  }

  get health(): Locator {
    return this.page.getByRole("region", { name: "Health" });
  }

  get evidence(): Locator {
    return this.page.getByRole("region", { name: "Evidence" });
  }
}

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

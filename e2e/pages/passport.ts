import type { Locator, Page } from "playwright/test";

/** The eight phases, in their order. */
export type PassportPhase = "Plan" | "Code" | "Build" | "Test" | "Release" | "Deploy" | "Operate" | "Monitor";

/** The passport of a commit. */
export class Passport {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  heading(subject: string | RegExp): Locator {
    return this.page.getByRole("heading", { level: 1, name: subject });
  }

  /** What one phase knows. */
  phase(name: PassportPhase): Locator {
    return this.page.getByRole("list", { name: "The eight phases" }).getByRole("region", { name, exact: true });
  }

  /** The names of the phases, as they stand. */
  get phases(): Locator {
    return this.page.getByRole("list", { name: "The eight phases" }).getByRole("heading", { level: 2 });
  }
}

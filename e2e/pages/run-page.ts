import type { Locator, Page } from "playwright/test";

/** The page of one run. */
export class RunPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  heading(number: number): Locator {
    return this.page.getByRole("heading", { level: 1, name: `Run ${number}`, exact: true });
  }

  /** A stage of the list; it carries its status as text, and leads to its log. */
  stage(name: string): Locator {
    return this.page.getByRole("navigation", { name: "Stages of this run" }).getByRole("link", { name: new RegExp(`^${name}\\b`) });
  }

  /** The sentence that says why a run is not green. */
  get cause(): Locator {
    return this.page
      .getByRole("main")
      .getByRole("status")
      .filter({ has: this.page.getByRole("paragraph") });
  }

  /** Which runs failed just so, and what mended it. */
  get sameFailure(): Locator {
    return this.page.getByRole("note", { name: "Runs that failed alike" });
  }

  async showTab(
    name: "Log" | "Problems" | "Tests" | "Coverage" | "Summary" | "Artifacts" | "Outputs" | "Graph" | "Environment" | "Compare" | "Culprit",
  ): Promise<void> {
    await this.page.getByRole("tablist", { name: "Parts of this run" }).getByRole("tab", { name }).click();
  }

  /** What is said of the chosen stage above its log: its attempts, why it ran, who let it. */
  get facts(): Locator {
    return this.page.getByRole("region", { name: "About this stage" });
  }

  /** Opens the question that the run waits with. */
  async review(): Promise<void> {
    await this.page.getByRole("main").getByRole("status").getByRole("button", { name: "Review" }).click();
  }

  /** Chooses from what can be run again. */
  async runAgain(entry: string | RegExp): Promise<void> {
    await this.page.getByRole("button", { name: "More about this run" }).click();
    await this.page.getByRole("menuitem", { name: entry }).click();
  }

  /** The tests of the run. */
  get tests(): Locator {
    return this.page.getByRole("region", { name: "Tests of this run" });
  }

  /** A test of the run that did not pass: it opens to what it said. */
  failedTest(name: string): Locator {
    return this.tests.getByRole("button", { name, exact: true });
  }

  /** The row of a kept file. */
  artifact(path: string): Locator {
    return this.page.getByRole("row").filter({ hasText: path });
  }

  /** Saves the run as a page for others. */
  async saveAsPage(): Promise<void> {
    await this.page.getByRole("button", { name: "More about this run" }).click();
    await this.page.getByRole("menuitem", { name: /^Save as a page/ }).click();
  }
}

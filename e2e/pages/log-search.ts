import type { Locator, Page } from "playwright/test";

/** The search in the logs of all runs. */
export class LogSearch {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get field(): Locator {
    return this.page.getByRole("textbox", { name: "Search in all logs" });
  }

  /** What the search came to. */
  get summary(): Locator {
    return this.page.getByRole("status", { name: "What was found" });
  }

  /** Where the lines are. */
  get results(): Locator {
    return this.page.getByRole("region", { name: "Lines that match" });
  }

  /** The lines in sight. */
  get hits(): Locator {
    return this.results.locator("[data-hit]");
  }

  /** A line of a run's log, by its number. */
  hit(run: number, stage: string, line: number): Locator {
    return this.results.getByRole("link", { name: new RegExp(`^Run ${run}, ${stage}, line ${line}\\b`) });
  }

  filter(name: "Projects" | "Stage" | "Branch" | "Status of the run" | "Period"): Locator {
    return this.page.getByRole("combobox", { name, exact: true });
  }
}

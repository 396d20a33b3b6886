import type { Locator, Page } from "playwright/test";

/** The frame around every screen: navigation, title bar, and the trust question. */
export class AppWindow {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Goes to a screen by its entry in the navigation. */
  async goTo(screen: "Loop" | "Runs" | "Insights" | "Settings"): Promise<void> {
    await this.page.getByRole("link", { name: screen, exact: true }).click();
  }

  get runPipeline(): Locator {
    return this.page.getByRole("button", { name: "Run pipeline" });
  }

  get cancelRun(): Locator {
    return this.page.getByRole("button", { name: "Cancel run" });
  }

  /** The question before a project's first run. */
  get trustQuestion(): Locator {
    return this.page.getByRole("dialog").filter({ hasText: /trust/i });
  }

  async trust(): Promise<void> {
    await this.trustQuestion.getByRole("button", { name: /trust/i }).click();
  }
}

import { readFileSync } from "node:fs";
import type { Locator, Page } from "playwright/test";

/** The entries of the navigation. */
export const screens = [
  "Loop",
  "Runs",
  "Tests",
  "Plan",
  "Code",
  "Releases",
  "Environments",
  "Services",
  "Monitors",
  "Insights",
  "Settings",
] as const;

/** The frame around every screen: navigation, title bar, palette, and the trust question. */
export class AppWindow {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Goes to a screen by its entry in the navigation. */
  async goTo(screen: (typeof screens)[number]): Promise<void> {
    await this.page.getByRole("link", { name: screen, exact: true }).click();
  }

  /** A screen's or page's heading. */
  heading(name: string | RegExp): Locator {
    return this.page.getByRole("heading", { level: 1, name });
  }

  get runPipeline(): Locator {
    return this.page.getByRole("button", { name: "Run pipeline", exact: true });
  }

  get cancelRun(): Locator {
    return this.page.getByRole("button", { name: "Cancel run" });
  }

  /** Any open dialog. */
  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  /** The question before a project's first run. */
  get trustQuestion(): Locator {
    return this.dialog.filter({ hasText: /trust/i });
  }

  async trust(): Promise<void> {
    await this.trustQuestion.getByRole("button", { name: "Trust and run" }).click();
  }

  async openPalette(): Promise<void> {
    await this.page.getByRole("button", { name: /Search or run a command/ }).click();
  }

  /** The question's commands, one after the other. */
  get commandsToTrust(): Locator {
    return this.trustQuestion.getByRole("definition");
  }

  /** The list of projects at the left; each has the state of its last run. */
  project(name: string): Locator {
    return this.page.getByRole("region", { name: "Projects" }).getByRole("link", { name: new RegExp(`^${name}`) });
  }

  /** Chooses from the menu of the shown project. */
  async chooseForProject(entry: string | RegExp): Promise<void> {
    await this.page.getByRole("button", { name: /^Project .*: switch$/ }).click();
    await this.page.getByRole("menuitem", { name: entry }).click();
  }

  /** The name of the shown project, in the title bar. */
  get shownProject(): Locator {
    return this.page.getByRole("button", { name: /^Project .*: switch$/ });
  }

  /** The short words at the window's edge. */
  get messages(): Locator {
    return this.page.getByRole("region", { name: "Messages" });
  }

  async undo(): Promise<void> {
    await this.messages.getByRole("button", { name: "Undo" }).click();
  }

  /** The quiet bar of a window without its engine. */
  get lostBar(): Locator {
    return this.page.getByRole("status").filter({ hasText: /The engine (does not answer|has not answered)/ });
  }

  /** Files are downloaded from now on: nobody here can answer the system's dialog. */
  async downloadFiles(): Promise<void> {
    await this.page.evaluate("delete globalThis.showSaveFilePicker");
  }

  /** Saves a table or a chart, such as `the runs`, and answers what is in the file. */
  async save(what: string, format: "CSV" | "JSON"): Promise<string> {
    const download = this.page.waitForEvent("download");
    await this.page.getByRole("button", { name: `Save ${what} as a file` }).click();
    await this.page.getByRole("menuitem", { name: format }).click();
    return readFileSync(await (await download).path(), "utf8");
  }
}

import type { Locator, Page } from "playwright/test";

/** The Code screen: the working folder, its commits and its branches. */
export class Code {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async show(view: "Changes" | "History" | "Branches"): Promise<void> {
    await this.page.getByRole("tab", { name: new RegExp(`^${view}`) }).click();
  }

  /** A file in one of the lists, with what happened to it: "cart.js, modified". */
  file(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** How a file differs. */
  difference(path: string): Locator {
    return this.page.getByRole("region", { name: `Difference of ${path}` });
  }

  /** The line's number, by which it is chosen. */
  line(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  get message(): Locator {
    return this.page.getByRole("textbox", { name: "Commit message" });
  }

  get commits(): Locator {
    return this.page.getByRole("list", { name: "Commits" }).getByRole("listitem");
  }

  /** Opens a commit by its subject. */
  async openCommit(subject: string): Promise<void> {
    await this.commits.filter({ hasText: subject }).getByRole("button").click();
  }

  /** Goes to a branch, or makes one of that name, at the head of the screen. */
  async switchTo(branch: string): Promise<void> {
    await this.openSwitcher();
    await this.page.keyboard.type(branch);
    await this.page.getByRole("option").first().click();
  }

  /** Opens the branches at the head of the screen. */
  async openSwitcher(): Promise<void> {
    await this.page.getByTitle("Switch branch (B)").click();
    await this.page.getByRole("combobox", { name: "Switch branch" }).focus();
  }

  /** What git or ssh asks for. */
  question(about: RegExp): Locator {
    return this.page.getByRole("dialog").getByLabel(about);
  }

  /** The branches, tags or stashes. */
  group(name: "Branches" | "On remotes" | "Stashes" | "Tags"): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  /** Chooses from the menu of a branch, tag or stash. */
  async choose(name: string, entry: string | RegExp): Promise<void> {
    await this.page.getByRole("button", { name: `What can be done with ${name}`, exact: true }).click();
    await this.page.getByRole("menuitem", { name: entry }).click();
  }

  /** What to take of a place in conflict. */
  take(conflict: number, side: string): Locator {
    return this.page
      .getByRole("radiogroup", { name: `What to take of conflict ${conflict}` })
      .getByRole("radio", { name: side, exact: true });
  }
}

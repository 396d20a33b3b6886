import { expect, type Locator, type Page } from "playwright/test";

/** The Loop board. */
export class Board {
  readonly page: Page;
  readonly filterButton: Locator;
  readonly filterField: Locator;

  constructor(page: Page) {
    this.page = page;
    this.filterButton = page.getByRole("button", { name: "Filter", exact: true });
    this.filterField = page.getByRole("textbox", { name: "Name or command" });
  }

  /** A stage's card; it carries its status as text. */
  card(stage: string): Locator {
    return this.page.getByRole("article", { name: stage, exact: true });
  }

  /** Clicks a stage's run button, which is there without hovering for assistive technology. */
  async run(stage: string): Promise<void> {
    await this.page.getByRole("button", { name: `Run ${stage}`, exact: true }).click();
  }

  /** A mark of one variant of a stage, on its card. */
  mark(stage: string, variant: string): Locator {
    return this.card(stage).getByRole("button", { name: `${stage} ${variant}:` });
  }

  /** Opens the question that a stage waits with. */
  async review(stage: string): Promise<void> {
    await this.page.getByRole("button", { name: `Review ${stage}`, exact: true }).click();
  }

  /** Chooses from a stage's menu. */
  async choose(stage: string, entry: string | RegExp): Promise<void> {
    await this.page.getByRole("button", { name: `More for ${stage}`, exact: true }).click();
    await this.page.getByRole("menuitem", { name: entry }).click();
  }

  /** Opens a stage's log. */
  async open(stage: string): Promise<void> {
    await this.card(stage).click();
  }

  /** Runs a stage without what it needs, from its menu. */
  async runOnly(stage: string): Promise<void> {
    await this.page.getByRole("button", { name: `More for ${stage}`, exact: true }).click();
    await this.page.getByRole("menuitem", { name: /^Run only this/ }).click();
  }

  /** The offer to write a detected pipeline down. */
  get saveOffer(): Locator {
    return this.page.getByRole("region", { name: "Detected pipeline" });
  }

  /** The faults of the pipeline's file. */
  get problems(): Locator {
    return this.page.getByRole("region", { name: "Problems of the pipeline" });
  }

  /** Draws the stages by phase or by need. */
  async show(view: "Board" | "Graph"): Promise<void> {
    const segment = this.page.getByRole("radio", { name: view, exact: true });
    await segment.click();
    await expect(segment).toBeChecked();
  }
}

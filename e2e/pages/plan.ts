import type { Locator, Page } from "playwright/test";

/** The board of the plan, and the item that is open beside it. */
export class Plan {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  column(name: string): Locator {
    return this.page.getByRole("region", { name: "Board" }).getByRole("region", { name, exact: true });
  }

  /** The cards of a column, from top to bottom. */
  cards(column: string): Locator {
    return this.column(column).getByRole("listitem");
  }

  /** The titles of a column's cards, from top to bottom. */
  titles(column: string): Promise<string[]> {
    return this.cards(column).getByRole("link").allTextContents();
  }

  card(title: string): Locator {
    return this.page
      .getByRole("region", { name: "Board" })
      .getByRole("listitem")
      .filter({ has: this.link(title) });
  }

  /** What takes the focus of a card. */
  link(title: string): Locator {
    return this.page.getByRole("link", { name: title, exact: true });
  }

  /** The item that is open. */
  /** Writes the first item of a plan that is still empty. */
  async addFirst(title: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Title of the first item" }).fill(title);
    await this.page.keyboard.press("Enter");
  }

  get item(): Locator {
    return this.page.getByRole("region", { name: "Item", exact: true });
  }

  get title(): Locator {
    return this.item.getByRole("textbox", { name: "Title" });
  }

  field(name: "Assignee" | "Milestone" | "Estimate" | "Add a label"): Locator {
    return this.item.getByRole("combobox", { name }).or(this.item.getByRole("textbox", { name }));
  }

  part(name: "Description" | "Comments" | "Commits" | "Conflicts"): Locator {
    return this.item.getByRole("region", { name, exact: true });
  }

  get search(): Locator {
    return this.page.getByRole("textbox", { name: "Search the plan" });
  }

  /** Where a new item of a column is written. */
  newItem(column: string): Locator {
    return this.page.getByRole("textbox", { name: `Title of a new item in ${column}` });
  }

  /** Writes items at the foot of a column, one after the other. */
  async add(column: string, ...titles: string[]): Promise<void> {
    await this.page.getByRole("button", { name: `Add an item to ${column}` }).click();
    for (const title of titles) {
      await this.newItem(column).fill(title);
      await this.page.keyboard.press("Enter");
      await this.card(title).waitFor();
    }
    await this.page.keyboard.press("Escape");
  }

  async open(title: string): Promise<void> {
    await this.link(title).click();
    await this.title.waitFor();
  }

  /** Drags a card with the mouse: onto the middle of another one, or into a column below its last card. */
  async drag(title: string, target: Locator, where: "above" | "below" = "above"): Promise<void> {
    const from = await boxOf(this.card(title));
    const to = await boxOf(target);
    await this.page.mouse.move(from.x + 20, from.y + 20);
    await this.page.mouse.down();
    await this.page.mouse.move(from.x + 40, from.y + 30, { steps: 3 });
    await this.page.mouse.move(to.x + 20, where === "above" ? to.y + 20 : to.y + to.height + 20, { steps: 8 });
    await this.page.mouse.up();
  }

  show(view: "Board" | "Archive" | "In the code"): Promise<void> {
    return this.page.getByRole("tab", { name: new RegExp(`^${view}`) }).click();
  }
}

async function boxOf(target: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await target.boundingBox();
  if (box === null) throw new Error("What is dragged to is not in sight.");
  return box;
}

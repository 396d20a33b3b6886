import { expect, type Locator, type Page } from "playwright/test";

/** The inbox: the bell at the top, and the page with all entries. */
export class Inbox {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Its name says how many nobody has read. */
  get bell(): Locator {
    return this.page.getByRole("banner").getByRole("button", { name: /^Inbox/ });
  }

  /** What opens from the bell. */
  get panel(): Locator {
    return this.page.getByRole("dialog", { name: "Inbox" });
  }

  async openPage(): Promise<void> {
    // Once in some hundred starts of many windows at a time a press while the window was being put together opened nothing.
    await expect(async () => {
      if (!(await this.panel.isVisible())) await this.bell.click();
      await expect(this.panel).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await this.panel.getByRole("link", { name: "Open the inbox" }).click();
    await expect(this.page.getByRole("heading", { level: 1, name: "Inbox" })).toBeVisible();
  }

  get rows(): Locator {
    return this.page.getByRole("table", { name: "Entries" }).locator("tbody").getByRole("row");
  }

  row(title: string | RegExp): Locator {
    return this.rows.filter({ has: this.page.getByRole("link", { name: title }) });
  }

  link(title: string | RegExp): Locator {
    return this.row(title).getByRole("link");
  }

  async show(view: "Open" | "Unread" | "Put off" | "Muted" | "Ended"): Promise<void> {
    await this.page.getByRole("radiogroup", { name: "Which entries" }).getByRole("radio", { name: view }).click();
  }

  async showOf(projects: "All projects" | "This project"): Promise<void> {
    await this.page.getByRole("radiogroup", { name: "Of which projects" }).getByRole("radio", { name: projects }).click();
  }

  /** A choice of until when something is put off. */
  choice(label: string): Locator {
    return this.page.getByRole("menuitem", { name: new RegExp(`^${label}`) });
  }
}

import { expect, type Locator, type Page } from "playwright/test";

/** The dialog that chooses a folder where the host has none of its own. */
export class FolderChooser {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get path(): Locator {
    return this.page.getByRole("dialog").getByRole("textbox", { name: "Path" });
  }

  /** The folders below the one that is named. */
  get folders(): Locator {
    return this.page.getByRole("dialog").getByRole("listbox");
  }

  /** What is wrong with the typed path. */
  get problem(): Locator {
    return this.page.getByRole("dialog").getByRole("alert");
  }

  /** Types a path and opens it, with keys alone. */
  async type(path: string): Promise<void> {
    // The folder that is listed first would else come between choosing all and the first key.
    await expect(this.path).not.toHaveValue("");
    await this.path.press("ControlOrMeta+a");
    await this.path.pressSequentially(path);
    await this.path.press("Enter");
  }
}

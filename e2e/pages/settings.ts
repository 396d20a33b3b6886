import type { Locator, Page } from "playwright/test";

/** Everything that can be chosen. */
export class Settings {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** One of a few exclusive choices. */
  choice(setting: string, value: string): Locator {
    return this.page.getByRole("radiogroup", { name: setting }).getByRole("radio", { name: value });
  }

  number(setting: string): Locator {
    return this.page.getByRole("spinbutton", { name: setting });
  }

  /** A secret of the project, by its name. */
  secret(name: string): Locator {
    return this.page.getByRole("list", { name: "Secrets" }).getByRole("listitem").filter({ hasText: name });
  }

  /** A trigger of the project, by what it reacts to. */
  trigger(what: string): Locator {
    return this.page.getByRole("list", { name: "Triggers" }).getByRole("listitem").filter({ hasText: what });
  }

  /** The choice of an environment that values are for. */
  get valuesFor(): Locator {
    return this.page.getByRole("combobox", { name: "Values for" });
  }

  async setSecret(name: string, value: string): Promise<void> {
    await this.page.getByRole("button", { name: new RegExp(`^(Set|Replace) ${name}$`) }).click();
    await this.page.getByRole("textbox", { name: "Value" }).fill(value);
    await this.page
      .getByRole("dialog")
      .getByRole("button", { name: /^(Set|Replace)$/ })
      .click();
  }

  async beginExport(): Promise<void> {
    await this.page.getByRole("region", { name: "History" }).getByRole("button", { name: "Export…" }).click();
  }

  async beginImport(): Promise<void> {
    await this.page.getByRole("region", { name: "History" }).getByRole("button", { name: "Import…" }).click();
  }

  /** The file of a history that the dialog asks for. */
  get historyFile(): Locator {
    return this.page.getByRole("dialog").getByRole("textbox", { name: "File" });
  }

  dialogButton(name: string): Locator {
    return this.page.getByRole("dialog").getByRole("button", { name, exact: true });
  }
}

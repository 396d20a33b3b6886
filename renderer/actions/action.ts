/** Where an action stands in the palette and in the help. */
export type ActionGroup = "Run" | "Plan" | "Release" | "Operate" | "Code" | "Go to" | "Project" | "View" | "Help";

/** Something a person can do. Buttons, menus, the palette, shortcuts and the help all draw on the same ones. */
export interface Action {
  readonly id: string;
  readonly label: string;
  readonly group: ActionGroup;
  /** `Mod+K` for keys held together, `G L` for keys one after the other. */
  readonly shortcut?: string;
  /** Further words that find it in the palette. */
  readonly keywords?: string;
  readonly isEnabled: () => boolean;
  readonly perform: () => void;
  /** The same as a command line, where there is one. */
  readonly command?: () => string;
}

/** Always possible. */
export function always(): boolean {
  return true;
}

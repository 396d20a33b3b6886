import { createStore } from "zustand/vanilla";

/** How this window is arranged. Kept in the window's own storage: another screen may want another arrangement. */
export interface Preferences {
  readonly isRailCollapsed: boolean;
  /** Sizes of resizable panels in CSS pixels, by the panel's name. */
  readonly panelSizes: Readonly<Record<string, number>>;
  /** Small choices of single views, such as whether long log lines wrap, by the view's own name. */
  readonly choices: Readonly<Record<string, string>>;
}

const storageKey = "millrace.preferences";
const defaults: Preferences = { isRailCollapsed: false, panelSizes: {}, choices: {} };

export const preferencesStore = createStore<Preferences>()(() => read());

function read(): Preferences {
  if (typeof localStorage === "undefined") return defaults;
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "{}");
    return typeof stored === "object" && stored !== null ? { ...defaults, ...stored } : defaults;
  } catch {
    // Storage that is denied or holds something else costs only the arrangement.
    return defaults;
  }
}

/** Changes the arrangement and remembers it. */
export function changePreferences(change: Partial<Preferences>): void {
  preferencesStore.setState(change);
  try {
    localStorage.setItem(storageKey, JSON.stringify(preferencesStore.getState()));
  } catch {
    // A full or denied storage must not break the window; the choice lasts until it closes.
  }
}

/** Remembers the size of one panel. */
export function setPanelSize(panel: string, size: number): void {
  changePreferences({ panelSizes: { ...preferencesStore.getState().panelSizes, [panel]: Math.round(size) } });
}

/** Remembers a small choice of one view. */
export function setChoice(name: string, value: string): void {
  changePreferences({ choices: { ...preferencesStore.getState().choices, [name]: value } });
}

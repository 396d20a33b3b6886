/** What the Electron preload adds to the page; absent in a browser. */
export interface MillraceHost {
  /** Shows the system's own dialog; `null` when the person changed their mind. */
  chooseFolder(): Promise<string | null>;
  /** The path of a file or folder that was dropped; empty when it has none. */
  pathForFile(file: File): string;
}

declare global {
  interface Window {
    readonly millraceHost?: MillraceHost;
  }
}

/** The desktop host around this page; `null` in a browser. */
export function desktopHost(): MillraceHost | null {
  return window.millraceHost ?? null;
}

import type { BrowserWindow } from "electron";
import type { HostMessage } from "../../shared/contract/host.ts";
import { tellPage } from "./ipc.ts";
import { restartDelayMs } from "./restart-policy.ts";
import { reveal } from "./window.ts";

/** What the one window needs from outside. */
export interface PageWindowContext {
  open(): BrowserWindow;
  /** Epoch milliseconds. */
  now(): number;
  /** The page's process ended so often that a person should decide. */
  askAfterCrash(reason: string): Promise<"reload" | "quit">;
  quit(): void;
  /** The window came to the front. */
  focused(): void;
}

export interface PageWindow {
  current(): BrowserWindow | null;
  /** Brings the window to the front; opens it when it was closed. */
  show(): void;
  /** Shows the window and tells its page something, as soon as the page listens. */
  tell(message: HostMessage): void;
  /** The page listens: what waited for it is told now. */
  connected(): void;
}

/** The one window of the application, from its first opening over crashes to the next opening. */
export function createPageWindow(context: PageWindowContext): PageWindow {
  let window: BrowserWindow | null = null;
  let isListening = false;
  let waiting: HostMessage[] = [];
  const crashes: number[] = [];

  function open(): BrowserWindow {
    const opened = context.open();
    opened.on("focus", context.focused);
    opened.once("closed", () => {
      window = null;
      isListening = false;
    });
    opened.webContents.on("render-process-gone", (_event, { reason }) => void onCrash(opened, reason));
    return opened;
  }

  async function onCrash(crashed: BrowserWindow, reason: string): Promise<void> {
    isListening = false;
    if (reason === "clean-exit") return;
    const isRare = restartDelayMs(crashes, context.now()) !== null;
    crashes.push(context.now());
    if (!isRare && (await context.askAfterCrash(reason)) === "quit") context.quit();
    else if (!crashed.isDestroyed()) crashed.webContents.reload();
  }

  function show(): void {
    if (window === null) window = open();
    else reveal(window);
  }

  return {
    current: () => window,
    show,
    tell(message) {
      show();
      if (isListening && window) tellPage(window.webContents, message);
      else waiting.push(message);
    },
    connected() {
      isListening = true;
      const messages = waiting;
      waiting = [];
      if (window) for (const message of messages) tellPage(window.webContents, message);
    },
  };
}

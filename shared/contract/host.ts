import type { DesktopNotice } from "./inbox.ts";

/*
 * What an Electron window and its host say to each other besides the contract's procedures: how a page gets its port,
 * and the few things that only a desktop host can do. A page in a browser has none of it.
 */

/** The one page of the application, as a host of its own scheme serves it. */
export const pageOrigin = "app://millrace";

/** Commands of the native menu, by the ids of the page's own actions: one action, however it is asked for. */
export const menuCommands = [
  "project.open",
  "run.pipeline",
  "run.cancel",
  "go.loop",
  "go.runs",
  "go.insights",
  "go.settings",
  "help.palette",
  "help.shortcuts",
] as const;

/** One of {@link menuCommands}. */
export type MenuCommand = (typeof menuCommands)[number];

/**
 * What the host posts to the page with `window.postMessage`, always from the page's own origin and window. A port
 * comes as `event.ports[0]`; a second one replaces the first, after the engine was started again.
 */
export type HostMessage =
  | { readonly type: "millrace:port" }
  /** The engine cannot start, or stopped too often: calls will not be answered until `millraceHost.reconnect()`. */
  | { readonly type: "millrace:failed"; readonly code: string; readonly message: string; readonly hint: string }
  /** The person asked for a folder from outside: command line, file manager, second start, recent list. */
  | { readonly type: "millrace:open"; readonly path: string }
  | { readonly type: "millrace:command"; readonly command: MenuCommand }
  /** The person followed a message of the desktop. */
  | { readonly type: "millrace:show"; readonly target: DesktopNotice["target"] };

/**
 * What the preload script puts at `window.millraceHost`; absent in a browser. `PageFile` is the DOM's `File`, which
 * shared code does not know.
 */
export interface MillraceHost<PageFile> {
  readonly kind: "electron";
  /** Node's name of the platform, for places where window buttons and keys differ. */
  readonly platform: string;
  /** Asks for a folder with the system's dialog; `null` when the person changed their mind. */
  chooseFolder(): Promise<string | null>;
  /** The absolute path of a dropped or picked file or folder; empty when it is not one on disk. */
  pathForFile(file: PageFile): string;
  /** Asks for a new port, and for the engine to be started again when it could not start. */
  reconnect(): void;
}

/** Names of the messages between the preload script and the main process. */
export const hostChannels = {
  /** Page to host: the page listens, send it a port. */
  connect: "millrace:connect",
  /** Host to page: a port. */
  port: "millrace:port",
  /** Host to page: any other {@link HostMessage}. */
  message: "millrace:message",
  /** Page to host, answered: see {@link MillraceHost.chooseFolder}. */
  chooseFolder: "millrace:choose-folder",
} as const;

/**
 * What the engine's process tells the main process that started it, and asks it. Ports travel the other way, one a
 * message.
 */
export type EngineReport =
  | { readonly type: "ready" }
  /** Only the main process can ask the system's keychain. `text` is to be wrapped, or was; empty to ask its name. */
  | { readonly type: "keychain"; readonly id: number; readonly ask: "name" | "wrap" | "unwrap"; readonly text: string }
  | { readonly type: "failed"; readonly code: string; readonly message: string; readonly hint: string };

/** What the main process answers a question about the keychain; `id` is the question's. */
export type KeychainAnswer = { readonly type: "keychain"; readonly id: number } & (
  | {
      readonly ok: true;
      /** `null` only for the name of a keychain that is not there, or not worth it. */
      readonly text: string | null;
    }
  | { readonly ok: false; readonly message: string; readonly hint: string }
);

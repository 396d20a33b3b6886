import { EventEmitter } from "node:events";
import type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  HandlerDetails,
  WebContents,
  WebFrameMain,
  WindowOpenHandlerResponse,
} from "electron";
import type { FakePort } from "./fake-process.ts";

/** What a page was sent: a channel, a message, and ports. */
export interface Sent {
  readonly channel: string;
  readonly message: unknown;
  readonly ports: readonly FakePort[];
}

export class FakeWebContents
  extends EventEmitter
  implements Pick<WebContents, "isDestroyed" | "reload">, Record<"postMessage" | "setWindowOpenHandler", unknown>
{
  readonly sent: Sent[] = [];
  reloads = 0;
  mainFrame: Pick<WebFrameMain, "origin" | "parent"> = { origin: "app://millrace", parent: null };
  #isDestroyed = false;
  #openHandler: ((details: HandlerDetails) => WindowOpenHandlerResponse) | null = null;

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  destroy(): void {
    this.#isDestroyed = true;
  }

  reload(): void {
    this.reloads += 1;
  }

  postMessage(channel: string, message: unknown, ports: readonly unknown[] = []): void {
    this.sent.push({ channel, message, ports: ports as FakePort[] });
  }

  setWindowOpenHandler(handler: (details: HandlerDetails) => WindowOpenHandlerResponse): void {
    this.#openHandler = handler;
  }

  /** What the page gets when it opens a window. */
  open(url: string): WindowOpenHandlerResponse | undefined {
    return this.#openHandler?.({ url } as HandlerDetails);
  }
}

export class FakeBrowserWindow
  extends EventEmitter
  implements
    Pick<
      BrowserWindow,
      "show" | "focus" | "isFocused" | "isMinimized" | "restore" | "isDestroyed" | "loadURL" | "setBackgroundColor" | "setTitleBarOverlay"
    >
{
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents = new FakeWebContents();
  readonly calls: string[] = [];
  hasFocus = false;
  minimized = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
  }

  show(): void {
    this.calls.push("show");
  }

  focus(): void {
    this.calls.push("focus");
  }

  restore(): void {
    this.calls.push("restore");
  }

  isFocused(): boolean {
    return this.hasFocus;
  }

  isMinimized(): boolean {
    return this.minimized;
  }

  isDestroyed(): boolean {
    return this.webContents.isDestroyed();
  }

  async loadURL(url: string): Promise<void> {
    this.calls.push(`load ${url}`);
  }

  setBackgroundColor(colour: string): void {
    this.calls.push(`background ${colour}`);
  }

  setTitleBarOverlay({ color }: { color?: string }): void {
    this.calls.push(`overlay ${color}`);
  }

  /** Goes away as when the person closes it. */
  close(): void {
    this.webContents.destroy();
    this.emit("closed");
  }
}

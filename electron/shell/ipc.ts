import { type BrowserWindow, ipcMain, type WebContents, type WebFrameMain } from "electron";
import { type HostMessage, hostChannels, pageOrigin } from "../../shared/contract/host.ts";
import { chooseFolder } from "./dialogs.ts";
import type { EngineHost } from "./engine-host.ts";

/**
 * Answers the few messages of the preload script. Every one is checked: it must come from the top frame of the given
 * window, and that frame must show the application's own page. `onConnect` is called when a page has its port.
 */
export function answerPage(window: () => BrowserWindow | null, engine: EngineHost, onConnect: (contents: WebContents) => void): void {
  let disconnect = () => {};

  ipcMain.on(hostChannels.connect, (event) => {
    if (!isOwnPage(event, window())) return;
    const contents = event.sender;
    disconnect();
    engine.retry();
    disconnect = engine.connect({
      receive(port) {
        if (isShowingPage(contents)) contents.postMessage(hostChannels.port, null, [port]);
        else port.close();
      },
      fail: ({ code, message, hint }) => tellPage(contents, { type: "millrace:failed", code, message, hint }),
    });
    onConnect(contents);
  });

  ipcMain.handle(hostChannels.chooseFolder, (event) => {
    const owner = window();
    if (owner === null || !isOwnPage(event, owner)) throw new Error("Refused: not the application's page.");
    return chooseFolder(owner);
  });
}

/** Sends the page a message, if it is still the page. */
export function tellPage(contents: WebContents, message: HostMessage): void {
  if (isShowingPage(contents)) contents.postMessage(hostChannels.message, message);
}

/** Whether a message comes from the application's own page in the one window, and not from a frame inside it. */
function isOwnPage(event: { sender: WebContents; senderFrame: WebFrameMain | null }, window: BrowserWindow | null): boolean {
  const frame = event.senderFrame;
  return window !== null && event.sender === window.webContents && frame !== null && frame.parent === null && frame.origin === pageOrigin;
}

function isShowingPage(contents: WebContents): boolean {
  return !contents.isDestroyed() && contents.mainFrame.origin === pageOrigin;
}

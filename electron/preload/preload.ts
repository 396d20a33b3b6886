import { contextBridge, ipcRenderer, webUtils } from "electron";
import { type HostMessage, hostChannels, type MillraceHost } from "../../shared/contract/host.ts";

/*
 * The only script between the page and the host. It runs sandboxed in a world of its own, as one CommonJS file, and
 * decides nothing: a port goes on to the page, three functions are offered, and no channel name is the page's choice.
 */

function post(message: HostMessage, ports: readonly MessagePort[] = []): void {
  window.postMessage(message, window.location.origin, [...ports]);
}

const connect = () => ipcRenderer.send(hostChannels.connect);

const host: MillraceHost<File> = {
  kind: "electron",
  platform: process.platform,
  chooseFolder: () => ipcRenderer.invoke(hostChannels.chooseFolder),
  pathForFile: (file) => webUtils.getPathForFile(file),
  reconnect: connect,
};

contextBridge.exposeInMainWorld("millraceHost", host);
ipcRenderer.on(hostChannels.port, (event) => post({ type: "millrace:port" }, event.ports));
ipcRenderer.on(hostChannels.message, (_event, message: HostMessage) => post(message));

// The page's module scripts have run by now, so that its listener is there before the port comes.
window.addEventListener("DOMContentLoaded", connect);

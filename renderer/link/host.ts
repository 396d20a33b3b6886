import type { HostMessage, MillraceHost } from "../../shared/contract/host.ts";

declare global {
  interface Window {
    readonly millraceHost?: MillraceHost<File>;
  }
}

/** The desktop host around this page; `null` in a browser. */
export function desktopHost(): MillraceHost<File> | null {
  return window.millraceHost ?? null;
}

/** Hands on what the desktop host posts to the page. Ports are left to whoever opens links. */
export function onHostMessage(page: Pick<Window, "addEventListener">, listener: (message: HostMessage) => void): void {
  page.addEventListener("message", (event) => {
    if (event instanceof MessageEvent && isHostMessage(event.data)) listener(event.data);
  });
}

/** Only the host's own script can post to a page that holds no frame and was opened by nobody: the type says enough. */
function isHostMessage(data: unknown): data is HostMessage {
  return typeof data === "object" && data !== null && "type" in data && typeof data.type === "string" && data.type.startsWith("millrace:");
}

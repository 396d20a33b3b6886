import { type Session, shell, type WebContents } from "electron";
import { pageOrigin } from "../../shared/contract/host.ts";

/*
 * What a page may not do, whatever it contains. Set on every web contents and on the session, not only on the one
 * window that is meant to exist (https://www.electronjs.org/docs/latest/tutorial/security).
 */

/**
 * Denies every permission, asked for or looked up, with one exception: the application's own page may put text on the
 * clipboard, which Chromium allows only after a click or a key.
 */
export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(isClipboardWrite(permission, details.requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => isClipboardWrite(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
  session.webRequest.onBeforeRequest((details, callback) => callback({ cancel: !isLocalUrl(details.url) }));
}

/** Denies leaving the page (it may reload), new windows and embedded ones. A link to the web goes to the person's browser. */
export function lockDownContents(contents: WebContents): void {
  contents.on("will-frame-navigate", (details) => {
    if (details.url.split("#")[0] !== `${pageOrigin}/` || !details.isMainFrame) details.preventDefault();
  });
  contents.on("will-redirect", (details) => details.preventDefault());
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isWebLink(url)) void shell.openExternal(url);
    return { action: "deny" };
  });
}

/**
 * Whether a link may go to the person's browser: https anywhere, http only to this computer (a stage that starts a
 * server prints such links). Anything else could start a program with an argument of the page's choice.
 */
export function isWebLink(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname));
}

function isClipboardWrite(permission: string, url: string | undefined): boolean {
  return permission === "clipboard-sanitized-write" && isPageUrl(url);
}

function isPageUrl(text: string | undefined): boolean {
  return text === pageOrigin || text?.startsWith(`${pageOrigin}/`) === true;
}

/** The page, its own blobs and inlined pictures, and the developer tools: nothing comes from a network. */
function isLocalUrl(url: string): boolean {
  return isPageUrl(url) || /^(data:|devtools:|blob:app:\/\/millrace\/)/.test(url);
}

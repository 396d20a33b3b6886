import { beforeEach, expect, test, vi } from "vitest";
import { type FakeElectron, fakeElectron } from "./testing/fake-electron.ts";
import { FakeSession } from "./testing/fake-session.ts";
import { FakeWebContents } from "./testing/fake-window.ts";

let fake: FakeElectron;
let session: FakeSession;
let contents: FakeWebContents;

beforeEach(async () => {
  vi.resetModules();
  fake = fakeElectron();
  vi.doMock("electron", () => fake.module);
  const { lockDownContents, lockDownSession } = await import("./lockdown.ts");
  session = new FakeSession();
  contents = new FakeWebContents();
  lockDownSession(session as never);
  lockDownContents(contents as never);
});

/** Emits an event as Electron does and answers whether it was prevented. */
function isPrevented(name: string, details: object = {}): boolean {
  let prevented = false;
  contents.emit(name, { ...details, preventDefault: () => (prevented = true) });
  return prevented;
}

const page = "app://millrace/";

test.each([
  "clipboard-read",
  "display-capture",
  "fileSystem",
  "fullscreen",
  "geolocation",
  "hid",
  "idle-detection",
  "local-fonts",
  "media",
  "midi",
  "notifications",
  "openExternal",
  "pointerLock",
  "serial",
  "storage-access",
  "usb",
  "window-management",
  "unknown",
] as const)("the permission %s is denied, asked for or looked up", (permission) => {
  expect([session.asks(permission, page), session.checks(permission, page)]).toEqual([false, false]);
});

test("only the application's own page may put text on the clipboard", () => {
  const origins = [page, "app://millrace", "app://millrace.evil.example/", "https://example.com/", ""];
  const asked = origins.map((origin) => session.asks("clipboard-sanitized-write", origin));
  const checked = origins.map((origin) => session.checks("clipboard-sanitized-write", origin));
  expect([asked, checked]).toEqual([
    [true, true, false, false, false],
    [true, true, false, false, false],
  ]);
});

test("devices and screens are never handed out", () => {
  expect([session.allowsDevice(), session.sharesScreen()]).toEqual([false, null]);
});

test.each([
  ["app://millrace/index.html", true],
  ["blob:app://millrace/5a7c", true],
  ["data:image/svg+xml,%3Csvg/%3E", true],
  ["devtools://devtools/bundled/inspector.html", true],
  ["https://example.com/", false],
  ["http://127.0.0.1:8080/", false],
  ["ws://127.0.0.1:8080/", false],
  ["file:///etc/passwd", false],
  ["app://millrace.example/", false],
  ["blob:https://example.com/5a7c", false],
])("a request for %s is let through: %s", (url, expected) => {
  expect(session.loads(url)).toBe(expected);
});

test.each([
  ["https://example.com/", true, true],
  ["file:///etc/passwd", true, true],
  ["app://millrace/other.html", true, true],
  ["app://millrace.example/", true, true],
  ["javascript:alert(1)", true, true],
  ["app://millrace/", false, true],
  ["app://millrace/", true, false],
  ["app://millrace/#/p3/runs", true, false],
])("going to %s (main frame: %s) is denied: %s", (url, isMainFrame, expected) => {
  expect(isPrevented("will-frame-navigate", { url, isMainFrame })).toBe(expected);
});

test("redirections and embedded pages are denied", () => {
  expect([isPrevented("will-redirect"), isPrevented("will-attach-webview")]).toEqual([true, true]);
});

test.each([
  ["https://nodejs.org/api/", true],
  ["http://localhost:5173/", true],
  ["http://127.0.0.1:8080/healthz", true],
  ["http://[::1]:8080/", true],
  ["http://example.com/", false],
  ["http://localhost.example.com/", false],
  ["https://ada:secret@example.com/", false],
  ["file:///etc/passwd", false],
  ["smb://example.com/share", false],
  ["javascript:alert(1)", false],
  ["vscode://file/etc/passwd", false],
  ["app://millrace/", false],
  ["not an address", false],
])("a new window for %s is never opened; the person's browser gets it: %s", (url, expected) => {
  expect(contents.open(url)).toEqual({ action: "deny" });
  expect(fake.opened).toEqual(expected ? [url] : []);
});

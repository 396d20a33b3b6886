import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type FakeElectron, fakeElectron } from "./testing/fake-electron.ts";

let fake: FakeElectron;
let module: typeof import("./window.ts");

beforeEach(async () => {
  vi.resetModules();
  fake = fakeElectron();
  vi.doMock("electron", () => fake.module);
  module = await import("./window.ts");
});

afterEach(() => vi.unstubAllGlobals());

const dark = { shouldUseDarkColors: true };

function openWindow() {
  module.openWindow("/app/preload.cjs", false);
  return fake.windows[0] ?? expect.fail("no window was opened");
}

test("the page has no power of its own: sandboxed, isolated, without Node, with the web's rules", () => {
  for (const platform of ["linux", "darwin", "win32"] as const) {
    expect(module.windowOptions("/app/preload.cjs", false, platform, dark).webPreferences).toEqual({
      preload: "/app/preload.cjs",
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    });
  }
});

test("the title bar is the page's, with the platform's own buttons in it", () => {
  const styles = (["darwin", "win32", "linux"] as const).map((platform) => {
    const { titleBarStyle, titleBarOverlay } = module.windowOptions("", false, platform, dark);
    return [titleBarStyle, titleBarOverlay];
  });
  const overlay = { color: "#080e10", symbolColor: "#b1b9bb", height: 44 };
  expect(styles).toEqual([
    ["hiddenInset", overlay],
    ["hidden", overlay],
    ["hidden", overlay],
  ]);
});

test("size and place are remembered under the window's name", () => {
  const { name, windowStatePersistence } = module.windowOptions("", false, "linux", dark);
  expect({ name, windowStatePersistence }).toEqual({ name: "main", windowStatePersistence: true });
});

test("the window loads the application's own page and shows itself when that is drawn", () => {
  const window = openWindow();
  expect([window.options.show, window.calls]).toEqual([false, ["load app://millrace/"]]);
  window.emit("ready-to-show");
  expect(window.calls).toEqual(["load app://millrace/", "show"]);
});

test("the frame follows the theme as long as the window is there", () => {
  vi.stubGlobal("process", { ...process, platform: "win32" });
  const window = openWindow();
  fake.module.nativeTheme.shouldUseDarkColors = false;
  fake.module.nativeTheme.emit("updated");
  expect(window.calls.slice(1)).toEqual(["background #f6f9f9", "overlay #edf2f3"]);
  window.close();
  expect(fake.module.nativeTheme.listenerCount("updated")).toBe(0);
});

test("the frame's colours are those of the page's tokens", () => {
  const tokens = readFileSync(join(import.meta.dirname, "../../renderer/styles/tokens.css"), "utf8");
  const colourOf = (theme: string, name: string) => {
    const blocks = [...tokens.matchAll(new RegExp(`\\[data-theme=["']${theme}["']\\] *\\{([^}]*)\\}`, "g"))]
      .map(([, block]) => block)
      .join("");
    const [, ...numbers] = new RegExp(`--${name}: oklch\\(([\\d.]+) ([\\d.]+) ([\\d.]+)`).exec(blocks) ?? expect.fail(`no ${name}`);
    return hexOf(numbers.map(Number) as [number, number, number]);
  };
  for (const theme of ["dark", "light"]) {
    const options = module.windowOptions("", false, "linux", { shouldUseDarkColors: theme === "dark" });
    expect({ background: options.backgroundColor, overlay: options.titleBarOverlay }).toEqual({
      background: colourOf(theme, "bg"),
      overlay: { color: colourOf(theme, "chrome"), symbolColor: colourOf(theme, "text-2"), height: 44 },
    });
  }
});

/** OKLCH to sRGB (CSS Color 4, section 17): what a window frame needs, because it knows no OKLCH. */
function hexOf([lightness, chroma, hue]: [number, number, number]): string {
  const angle = (hue * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const bytes = linear.map((value) => Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055)));
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

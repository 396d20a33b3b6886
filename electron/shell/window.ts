import { BrowserWindow, type BrowserWindowConstructorOptions, type NativeTheme, nativeTheme, type TitleBarOverlay } from "electron";
import { pageOrigin } from "../../shared/contract/host.ts";

/** Of the page's title bar (`--titlebar` in the tokens): the window buttons stand centred in it. */
const titleBarHeight = 44;

/** `--bg`, `--chrome` and `--text-2` of the tokens, so that nothing flashes before the page is drawn. */
const colours = {
  dark: { background: "#0d1315", chrome: "#080e10", symbols: "#b1b9bb" },
  light: { background: "#f6f9f9", chrome: "#edf2f3", symbols: "#495559" },
} as const;

/** Opens the one window, hidden until its page is drawn, with its size and place as they were last time. */
export function openWindow(preloadPath: string, isDeveloping: boolean): BrowserWindow {
  const window = new BrowserWindow(windowOptions(preloadPath, isDeveloping, process.platform, nativeTheme));
  const recolour = () => paint(window);
  nativeTheme.on("updated", recolour);
  window.once("closed", () => nativeTheme.off("updated", recolour));
  window.once("ready-to-show", () => window.show());
  void window.loadURL(`${pageOrigin}/`);
  return window;
}

/** Brings a window to the front, wherever it is. */
export function reveal(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

export function windowOptions(
  preloadPath: string,
  isDeveloping: boolean,
  platform: NodeJS.Platform,
  theme: Pick<NativeTheme, "shouldUseDarkColors">,
): BrowserWindowConstructorOptions {
  return {
    // A name is what the remembered size and place belong to.
    name: "main",
    windowStatePersistence: true,
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    title: "Millrace",
    show: false,
    autoHideMenuBar: true,
    backgroundColor: coloursOf(theme).background,
    titleBarOverlay: overlay(theme),
    ...(platform === "darwin" ? { titleBarStyle: "hiddenInset", trafficLightPosition: { x: 16, y: 15 } } : { titleBarStyle: "hidden" }),
    webPreferences: {
      preload: preloadPath,
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
      // Chromium would fetch its dictionaries from the web.
      spellcheck: false,
      devTools: isDeveloping,
    },
  };
}

function paint(window: BrowserWindow): void {
  window.setBackgroundColor(coloursOf(nativeTheme).background);
  // On macOS the buttons are the system's own.
  if (process.platform !== "darwin") window.setTitleBarOverlay(overlay(nativeTheme));
}

function overlay(theme: Pick<NativeTheme, "shouldUseDarkColors">): TitleBarOverlay {
  const { chrome, symbols } = coloursOf(theme);
  return { color: chrome, symbolColor: symbols, height: titleBarHeight };
}

function coloursOf(theme: Pick<NativeTheme, "shouldUseDarkColors">): (typeof colours)["dark" | "light"] {
  return theme.shouldUseDarkColors ? colours.dark : colours.light;
}

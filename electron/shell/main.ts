import { join } from "node:path";
import { app, nativeTheme, protocol, session } from "electron";
import { offerEditing } from "./context-menu.ts";
import { askAfterCrash } from "./dialogs.ts";
import { startEngineHost } from "./engine-host.ts";
import { watchEngine } from "./engine-watch.ts";
import { answerPage } from "./ipc.ts";
import { lockDownContents, lockDownSession } from "./lockdown.ts";
import { canNotify, notify } from "./notifications.ts";
import { folderOf, folderOfUrl, invocationOf, readInvocation } from "./open-request.ts";
import { createPageWindow, type PageWindow } from "./page-window.ts";
import { applicationPaths } from "./paths.ts";
import { registerPageScheme, servePage } from "./protocol.ts";
import { createRecent, recentFolders } from "./recent.ts";
import { createTray } from "./tray.ts";
import { openWindow } from "./window.ts";

/*
 * The desktop application, wired: one instance, one window, one engine, one tray icon. What decides is in the files
 * beside; what Millrace is about is in the engine.
 */

const paths = applicationPaths(import.meta.dirname);
const now = () => Date.now();
const invocation = invocationOf(process.argv, app.isPackaged, process.cwd());

/** Everything that has to happen before the application is ready. */
function prepare(): void {
  // Another data folder is another Millrace: Electron allows one instance for each of its own folders.
  const home = process.env.MILLRACE_HOME;
  if (home) app.setPath("userData", join(home, "electron"));
  app.enableSandbox();
  app.setAppUserModelId("dev.millrace.desktop");
  app.setAboutPanelOptions({ applicationName: "Millrace", applicationVersion: app.getVersion(), iconPath: paths.icon });
  registerPageScheme();
  app.on("web-contents-created", (_event, contents) => {
    lockDownContents(contents);
    offerEditing(contents);
  });
}

/** Every way in which a running application is asked for a folder; `null` when it is asked for itself only. */
function listenForFolders(open: (folder: string | null) => void): void {
  app.on("second-instance", (_event, _argv, _workingDirectory, data) => {
    const second = readInvocation(data);
    open(second && folderOf(second));
  });
  app.on("open-file", (event, path) => {
    event.preventDefault();
    open(path);
  });
  app.on("open-url", (event, address) => {
    event.preventDefault();
    open(folderOfUrl(address));
  });
}

function run(): PageWindow {
  const engine = startEngineHost(paths.engine, now);
  const window = createPageWindow({
    open: () => openWindow(paths.preload, !app.isPackaged),
    now,
    askAfterCrash,
    quit: () => app.quit(),
    focused: () => watch.markSeen(),
  });
  const tray = createTray(paths.trayPictures, process.platform, { open: window.show, quit: () => app.quit() });
  const showRecent = createRecent(app, {
    platform: process.platform,
    isDeveloping: !app.isPackaged,
    perform: (command) => window.tell({ type: "millrace:command", command }),
    openFolder: (path) => window.tell({ type: "millrace:open", path }),
  });
  const watch = watchEngine(engine, {
    activity(activity) {
      tray.show(activity);
      showRecent(recentFolders(activity.projects));
      leaveWhenUnneeded();
    },
    settings(settings) {
      nativeTheme.themeSource = settings.theme;
    },
    canShowNotices: canNotify,
    notice(notice) {
      if (notice.isSeenInWindow && window.current()?.isFocused() === true) return;
      notify(notice, () => {
        window.show();
        window.tell({ type: "millrace:show", target: notice.target });
      });
    },
  });

  /** Without a window, the icon in the tray stays as long as a run may have something to tell. */
  function leaveWhenUnneeded(): void {
    if (window.current() === null && process.platform !== "darwin" && watch.activity().active.size === 0) app.quit();
  }

  answerPage(window.current, engine, window.connected);
  showRecent([]);
  app.on("window-all-closed", leaveWhenUnneeded);
  app.on("activate", window.show);
  app.on("will-quit", () => {
    engine.stop();
    tray.destroy();
  });
  return window;
}

let window: PageWindow | null = null;
let wanted = folderOf(invocation);

function open(folder: string | null): void {
  if (window === null) wanted = folder ?? wanted;
  else if (folder === null) window.show();
  else window.tell({ type: "millrace:open", path: folder });
}

function start(): void {
  lockDownSession(session.defaultSession);
  servePage(protocol, paths.page);
  window = run();
  open(wanted);
}

prepare();
// A second start hands over what it was asked for, and ends.
if (!app.requestSingleInstanceLock({ ...invocation })) app.quit();
else {
  listenForFolders(open);
  // Not awaited: an application is not ready before its main module has been evaluated to the end
  // (https://github.com/electron/electron/issues/40719).
  void app.whenReady().then(start);
}

import type { MenuItemConstructorOptions } from "electron";
import type { MenuCommand } from "../../shared/contract/host.ts";

/** What the menu needs to know and may do. */
export interface MenuContext {
  readonly platform: NodeJS.Platform;
  readonly isDeveloping: boolean;
  /** Absolute paths, the last opened first. */
  readonly recentFolders: readonly string[];
  perform(command: MenuCommand): void;
  openFolder(path: string): void;
}

/** More would not be found faster than in the palette. */
const maxRecent = 10;

/** The native menu. Commands go to the page, which performs them as its own buttons do; editing is the platform's. */
export function menuTemplate(context: MenuContext): MenuItemConstructorOptions[] {
  const isMac = context.platform === "darwin";
  const command = (label: string, id: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    id,
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => context.perform(id),
  });
  const settings = command("Settings…", "go.settings", "CmdOrCtrl+,");
  const separator: MenuItemConstructorOptions = { type: "separator" };
  return [
    ...(isMac ? [applicationMenu(settings)] : []),
    {
      label: "File",
      submenu: [
        command("Open folder…", "project.open", "CmdOrCtrl+O"),
        { label: "Open recent", submenu: recentItems(context) },
        separator,
        ...(isMac ? [{ role: "close" as const }] : [settings, separator, { role: "quit" as const }]),
      ],
    },
    { role: "editMenu" },
    {
      label: "Run",
      submenu: [command("Run pipeline", "run.pipeline"), command("Cancel run", "run.cancel", "CmdOrCtrl+.")],
    },
    {
      label: "View",
      submenu: [
        command("Command palette…", "help.palette", "CmdOrCtrl+K"),
        separator,
        command("Loop", "go.loop"),
        command("Runs", "go.runs"),
        command("Insights", "go.insights"),
        separator,
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        { role: "togglefullscreen" },
        ...(context.isDeveloping ? [separator, { role: "reload" as const }, { role: "toggleDevTools" as const }] : []),
      ],
    },
    ...(isMac ? [{ role: "windowMenu" as const }] : []),
    { role: "help", submenu: [command("Keyboard shortcuts", "help.shortcuts"), ...(isMac ? [] : [{ role: "about" as const }])] },
  ];
}

function applicationMenu(settings: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    role: "appMenu",
    submenu: [
      { role: "about" },
      { type: "separator" },
      settings,
      { type: "separator" },
      { role: "services" },
      { type: "separator" },
      { role: "hide" },
      { role: "hideOthers" },
      { role: "unhide" },
      { type: "separator" },
      { role: "quit" },
    ],
  };
}

function recentItems(context: MenuContext): MenuItemConstructorOptions[] {
  if (context.recentFolders.length === 0) return [{ label: "No projects yet", enabled: false }];
  return context.recentFolders.slice(0, maxRecent).map((path) => ({
    // A single & would underline the next letter.
    label: path.replaceAll("&", "&&"),
    click: () => context.openFolder(path),
  }));
}

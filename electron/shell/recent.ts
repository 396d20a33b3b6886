import { type App, type JumpListCategory, Menu } from "electron";
import type { Project } from "../../shared/contract/schemas.ts";
import { type MenuContext, menuTemplate } from "./menu.ts";

/** Folders that are still there, the last opened first. */
export function recentFolders(projects: readonly Project[]): string[] {
  return projects.filter((project) => project.exists).map((project) => project.path);
}

/** Shows recent folders wherever the platform has a place for them: dock, task bar, and the menu everywhere. */
export function showRecent(app: App, context: MenuContext): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(context)));
  if (context.platform === "darwin") {
    app.clearRecentDocuments();
    // The last one added stands first.
    for (const path of [...context.recentFolders].reverse()) app.addRecentDocument(path);
  }
  if (context.platform === "win32") app.setJumpList(jumpList(context.recentFolders));
}

/** Windows lists recent documents only for file types that belong to the application; tasks may open any folder. */
export function jumpList(folders: readonly string[]): JumpListCategory[] {
  return [
    {
      type: "custom",
      name: "Projects",
      items: folders.slice(0, 10).map((path) => ({
        type: "task",
        title: path.split(/[\\/]/).filter(Boolean).at(-1) ?? path,
        description: path,
        program: process.execPath,
        // A backslash before the closing quote would take it away.
        args: `"${path.replace(/\\+$/, "$&$&")}"`,
        iconPath: process.execPath,
        iconIndex: 0,
      })),
    },
  ];
}

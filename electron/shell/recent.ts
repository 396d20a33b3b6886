import { type App, type JumpListCategory, Menu } from "electron";
import type { Project } from "../../shared/contract/schemas.ts";
import { type MenuContext, menuTemplate } from "./menu.ts";

/** Folders that are still there, the last opened first. */
export function recentFolders(projects: readonly Project[]): string[] {
  return projects.filter((project) => project.exists).map((project) => project.path);
}

/** Shows recent folders wherever the platform has a place for them: dock, task bar, and the menu everywhere. */
export function createRecent(app: App, context: Omit<MenuContext, "recentFolders">): (folders: readonly string[]) => void {
  let shown: string | null = null;
  return (folders) => {
    // Told with every change of a run; a menu that is built anew closes under the pointer.
    if (shown === folders.join("\0")) return;
    shown = folders.join("\0");
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ ...context, recentFolders: folders })));
    if (context.platform === "win32") app.setJumpList(jumpList(folders));
    if (context.platform !== "darwin") return;
    app.clearRecentDocuments();
    // The last one added stands first.
    for (const path of [...folders].reverse()) app.addRecentDocument(path);
  };
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

import { type BrowserWindow, dialog } from "electron";

/** Asks for a folder; `null` when the person changed their mind. */
export async function chooseFolder(window: BrowserWindow): Promise<string | null> {
  const answer = await dialog.showOpenDialog(window, {
    title: "Open a project",
    buttonLabel: "Open",
    properties: ["openDirectory", "createDirectory"],
  });
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}

/** Asks what to do when the page's process ended again and again. */
export async function askAfterCrash(reason: string): Promise<"reload" | "quit"> {
  const answer = await dialog.showMessageBox({
    type: "error",
    message: "The window stopped working.",
    detail: `Its process ended (${reason}). Runs are not affected: they go on in processes of their own.`,
    buttons: ["Open it again", "Quit"],
    defaultId: 0,
    cancelId: 1,
  });
  return answer.response === 0 ? "reload" : "quit";
}

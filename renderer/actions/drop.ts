import { desktopHost } from "../link/host.ts";
import { showOverlay } from "../state/overlay.ts";
import { openOrTell } from "./project-actions.ts";

/** Lets folders be dropped anywhere on the window. `onHover` says whether something hangs over it. Returns a way to stop. */
export function acceptFolders(onHover: (isOver: boolean) => void): () => void {
  const over = (event: DragEvent) => {
    if (event.dataTransfer?.types.includes("Files") !== true) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "link";
    onHover(true);
  };
  const leave = (event: DragEvent) => {
    if (event.relatedTarget === null) onHover(false);
  };
  const drop = (event: DragEvent) => {
    const file = event.dataTransfer?.files[0];
    onHover(false);
    if (file === undefined) return;
    event.preventDefault();
    void openDropped(file);
  };
  addEventListener("dragover", over);
  addEventListener("dragleave", leave);
  addEventListener("drop", drop);
  return () => {
    removeEventListener("dragover", over);
    removeEventListener("dragleave", leave);
    removeEventListener("drop", drop);
  };
}

async function openDropped(file: File): Promise<void> {
  const path = desktopHost()?.pathForFile(file) ?? "";
  if (path !== "") {
    await openOrTell(path);
    return;
  }
  const note = `A browser does not tell where ${file.name} is on this computer. Find it here, or paste its path.`;
  showOverlay({ kind: "folder-chooser", relocate: null, note });
}

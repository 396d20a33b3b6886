import { type ContextMenuParams, Menu, type MenuItemConstructorOptions, type WebContents } from "electron";

/** Electron shows nothing on a right click by itself. Texts get what every application offers; all else is the page's. */
export function offerEditing(contents: WebContents): void {
  contents.on("context-menu", (event, details) => {
    const items = editingItems(details);
    if (items.length === 0) return;
    event.preventDefault();
    Menu.buildFromTemplate(items).popup();
  });
}

/** What can be done with the text under the pointer; empty without any. */
export function editingItems(details: Pick<ContextMenuParams, "isEditable" | "selectionText" | "editFlags">): MenuItemConstructorOptions[] {
  const { isEditable, selectionText, editFlags } = details;
  if (!isEditable) return selectionText.trim() === "" ? [] : [{ role: "copy" }];
  return [
    { role: "undo", enabled: editFlags.canUndo },
    { role: "redo", enabled: editFlags.canRedo },
    { type: "separator" },
    { role: "cut", enabled: editFlags.canCut },
    { role: "copy", enabled: editFlags.canCopy },
    { role: "paste", enabled: editFlags.canPaste },
    { type: "separator" },
    { role: "selectAll", enabled: editFlags.canSelectAll },
  ];
}

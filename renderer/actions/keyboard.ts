import { closeLog, dockStore } from "../state/dock.ts";
import { overlayStore } from "../state/overlay.ts";
import { allActions } from "./all-actions.ts";
import { createKeyMatcher, type KeyPress } from "./key-sequence.ts";
import { focusSearch, moveFocus, pinFocusedItem, runFocusedItem } from "./list-keys.ts";

/** Listens to the whole window's keys. Returns a way to stop. */
export function followKeyboard(): () => void {
  const match = createKeyMatcher(allActions.flatMap((action) => action.shortcut ?? []));

  function onKeyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || isSomethingOpen()) return;
    const press = pressOf(event);
    const isPlain = !press.isMod && !press.isAlt;
    if (isPlain && isTyping(event.target)) return;
    const matched = match(press, event.timeStamp);
    // The end of a sequence comes before the list's keys: G R leads to the runs and does not run what has the focus.
    const isSequence = matched?.includes(" ") === true || matched === "pending";
    if (isPlain && !isSequence && performListKey(press.key)) {
      event.preventDefault();
      return;
    }
    const action = allActions.find(({ shortcut }) => shortcut === matched);
    if (action === undefined || !action.isEnabled()) return;
    event.preventDefault();
    action.perform();
  }

  addEventListener("keydown", onKeyDown);
  return () => removeEventListener("keydown", onKeyDown);
}

function pressOf(event: KeyboardEvent): KeyPress {
  return { key: event.key, isMod: event.ctrlKey || event.metaKey, isAlt: event.altKey, isShift: event.shiftKey };
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** Dialogs and menus have keys of their own. */
function isSomethingOpen(): boolean {
  return overlayStore.getState().overlay.kind !== "none" || document.querySelector("[role=menu],[role=dialog]") !== null;
}

/** The keys of lists and panels; answers whether the press was one. */
function performListKey(key: string): boolean {
  switch (key.toLowerCase()) {
    case "j":
      return moveFocus(1);
    case "k":
      return moveFocus(-1);
    case "p":
      return pinFocusedItem();
    case "r":
      return runFocusedItem();
    case "/":
      return focusSearch();
    case "escape":
      if (!dockStore.getState().isOpen) return false;
      closeLog();
      return true;
    default:
      return false;
  }
}

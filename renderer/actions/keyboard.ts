import { dockStore } from "../state/dock.ts";
import { overlayStore, typeIntoPalette } from "../state/overlay.ts";
import { isPage, leavePage, routeStore } from "../state/route.ts";
import { allActions } from "./all-actions.ts";
import { createKeyMatcher, type KeyPress } from "./key-sequence.ts";
import { closeBeside, focusSearch, leaveLog, moveFocus, pinFocusedItem, runFocusedItem } from "./list-keys.ts";

/** Listens to the whole window's keys. Returns a way to stop. */
export function followKeyboard(): () => void {
  const match = createKeyMatcher(allActions.flatMap((action) => action.shortcut ?? []));

  function onKeyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const press = pressOf(event);
    if (isAheadOfPalette(event)) {
      typeAhead(event, press);
      return;
    }
    if (isSomethingOpen()) return;
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

/** Whether the palette is called for and has no field yet that could take the key. */
function isAheadOfPalette({ target }: KeyboardEvent): boolean {
  if (overlayStore.getState().overlay.kind !== "palette") return false;
  return !(target instanceof Element && target.closest("[role=dialog]") !== null);
}

/** A quick hand types on at once: its letters belong to the palette, and Enter does not press the button below it again. */
function typeAhead(event: KeyboardEvent, { key, isMod, isAlt }: KeyPress): void {
  const { overlay } = overlayStore.getState();
  if (isMod || isAlt || overlay.kind !== "palette") return;
  if (key.length === 1) typeIntoPalette(overlay.query + key);
  if (key.length === 1 || key === "Enter") event.preventDefault();
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

/** Closes what is open beside a list, the log below the board or a page of its own; answers whether there was one. */
function closeNearest(): boolean {
  const { route } = routeStore.getState();
  if (isPage(route)) leavePage();
  else if (route.kind === "screen" && route.screen === "loop" && dockStore.getState().isOpen) leaveLog();
  else return closeBeside();
  return true;
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
      return closeNearest();
    default:
      return false;
  }
}

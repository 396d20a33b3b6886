import { closeLog } from "../state/dock.ts";

/*
 * J and K move along whatever list is on the page. A list's items carry `data-item` and can take focus; where there are
 * several lists beside each other, each carries `data-items` and keeps them to itself. The part of an item that runs it
 * carries `data-run`, what pins it `data-pin`; a screen's search field carries `data-search`, and the button that closes
 * what is open beside a list `data-close-beside`. Enter is the item's own affair.
 */

/** Moves the focus by one item, from the focused one or to the first. Answers whether there was an item. */
export function moveFocus(step: 1 | -1): boolean {
  const current = focusedItem();
  const list = current?.closest("[data-items]") ?? document;
  const items = [...list.querySelectorAll<HTMLElement>("[data-item]")].filter((item) => item.offsetParent !== null);
  if (items.length === 0) return false;
  const index = current === null ? (step === 1 ? 0 : items.length - 1) : items.indexOf(current) + step;
  const next = items[Math.min(items.length - 1, Math.max(0, index))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest", inline: "nearest" });
  return true;
}

/** Runs the focused item, if it can be run. */
export function runFocusedItem(): boolean {
  return clickInFocused("[data-run]");
}

/** Pins the focused item or lets go of it, if it can be pinned. */
export function pinFocusedItem(): boolean {
  return clickInFocused("[data-pin]");
}

/** Clicks what belongs to the focused item: inside it, or beside it in its row. */
function clickInFocused(selector: string): boolean {
  const item = focusedItem();
  const button = item?.querySelector<HTMLElement>(selector) ?? item?.closest("tr")?.querySelector<HTMLElement>(selector);
  if (button === null || button === undefined) return false;
  button.click();
  return true;
}

/** Puts the focus into the screen's search field. Answers whether there is one. */
export function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>("[data-search]");
  field?.focus();
  field?.select();
  return field !== null;
}

/** Puts the focus into the lines of the log that is open, which have keys of their own. */
export function enterLog(): void {
  document.querySelector<HTMLElement>("[data-log-lines]")?.focus();
}

/** Closes the log below the board. A focus that was in it goes back to the card that the log belongs to. */
export function leaveLog(): void {
  const isInside = document.activeElement?.closest("section[aria-label=Log]") != null;
  closeLog();
  if (isInside) document.querySelector<HTMLElement>("[data-stage][data-open]")?.focus();
}

/** Closes what is open beside the list. Answers whether there was anything. */
export function closeBeside(): boolean {
  const button = document.querySelector<HTMLElement>("[data-close-beside]");
  button?.click();
  return button !== null;
}

function focusedItem(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>("[data-item]") ?? null;
}

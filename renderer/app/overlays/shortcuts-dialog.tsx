import type { Action, ActionGroup } from "../../actions/action.ts";
import { allActions } from "../../actions/all-actions.ts";
import { closeOverlay } from "../../state/overlay.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import styles from "./shortcuts-dialog.module.css";

type Line = Pick<Action, "id" | "label" | "shortcut">;

// Keys that act on what has the focus belong to no single action.
const listLines: readonly Line[] = [
  { id: "list.next", label: "Next card or row", shortcut: "J" },
  { id: "list.previous", label: "Previous card or row", shortcut: "K" },
  { id: "list.open", label: "Open what has the focus", shortcut: "Enter" },
  { id: "list.run", label: "Run what has the focus", shortcut: "R" },
  { id: "list.card", label: "Next card in any direction, on the plan's board", shortcut: "Arrow" },
  { id: "list.move", label: "Move the card on the plan's board", shortcut: "Mod+Arrow" },
  { id: "list.search", label: "Search on this screen", shortcut: "/" },
  { id: "list.close", label: "Close the log, a run, a dialog or a menu", shortcut: "Esc" },
];

// Of a log whose lines have the focus.
const logLines: readonly Line[] = [
  { id: "log.search", label: "Search in the log", shortcut: "/" },
  { id: "log.match", label: "Next match, with Shift the previous", shortcut: "N" },
  { id: "log.error", label: "Next error, with Shift the previous", shortcut: "E" },
  { id: "log.end", label: "To the end, and follow it", shortcut: "End" },
  { id: "log.link", label: "Copy a link to the line", shortcut: "Y" },
];

const groups: readonly (ActionGroup | "Lists and cards" | "In a log")[] = [
  "Go to",
  "Lists and cards",
  "In a log",
  "Run",
  "Plan",
  "Code",
  "Project",
  "View",
  "Help",
];

function linesOf(group: (typeof groups)[number]): readonly Line[] {
  if (group === "In a log") return logLines;
  return group === "Lists and cards" ? listLines : allActions.filter((action) => action.group === group && action.shortcut !== undefined);
}

/** Every shortcut there is, as a list; the palette has the rest. */
export function ShortcutsList() {
  return (
    <div className={styles.groups}>
      {groups.map((group) => (
        <section key={group} aria-label={group} className={styles.group}>
          <h3 className={styles.heading}>{group}</h3>
          <dl>
            {linesOf(group).map((line) => (
              <div key={line.id} className={styles.line}>
                <dt>{line.label}</dt>
                <dd>
                  <Kbd shortcut={line.shortcut ?? ""} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

/** The help that `?` opens. */
export function ShortcutsDialog() {
  return (
    <Dialog
      title="Shortcuts"
      width={680}
      onClose={closeOverlay}
      footer={
        <Button kind="primary" onClick={closeOverlay}>
          Close
        </Button>
      }
    >
      <ScrollArea label="All shortcuts">
        <ShortcutsList />
      </ScrollArea>
    </Dialog>
  );
}

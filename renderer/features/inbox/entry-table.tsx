import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { InboxEntry } from "../../../shared/contract/inbox.ts";
import { muteEntry, readEntries } from "../../actions/inbox-actions.ts";
import { moveFocus } from "../../actions/list-keys.ts";
import { type InboxView, inboxStore, readMoreInbox } from "../../state/inbox.ts";
import { nowStore } from "../../state/now.ts";
import { screenAddress } from "../../state/route.ts";
import { RowTable } from "../../ui/row-table.tsx";
import { EntryRow } from "./entry-row.tsx";
import styles from "./entry-table.module.css";
import { SnoozeMenu } from "./snooze-menu.tsx";

interface EntryTableProps {
  entries: readonly InboxEntry[];
  /** Whether entries of several projects stand together. */
  hasProjects: boolean;
  view: InboxView;
}

const columns = ["State", "What", "Since", "Seen", "Age", "Actions"];

/** Entries as rows: J and K move, Enter opens, T opens the test, E reads, S puts off, M mutes. */
export function EntryTable({ entries, hasProjects, view }: EntryTableProps) {
  const ref = useRef<HTMLDivElement>(null);
  const next = useStore(inboxStore, (state) => state.next);
  const now = useStore(nowStore, (state) => state.now);
  const [asked, setAsked] = useState<{ readonly entry: InboxEntry; readonly anchor: Element } | null>(null);
  const keepFocus = useFocusAfter(ref, entries);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || asked !== null) return;
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-entry]") : null;
    const entry = entries.find(({ id }) => String(id) === row?.dataset.entry);
    if (entry === undefined || row === null) return;
    const key = event.key.toLowerCase();
    if (key === "e") void readEntries([entry.id], !entry.isRead);
    else if (key === "s" && entry.endedAt === null) setAsked({ entry, anchor: row });
    else if (key === "m") mute(entry);
    else if (key === "t" && entry.testId !== null) location.hash = screenAddress(entry.projectId, "tests", { test: entry.testId });
    else return;
    event.preventDefault();
  }

  function mute(entry: InboxEntry): void {
    keepFocus(entry.id);
    void muteEntry(entry, !entry.isMuted);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the rows' links have the focus; their keys come up to here
    <div ref={ref} className={styles.keys} onKeyDown={onKeyDown}>
      <RowTable
        label="Entries"
        className={styles.table}
        columns={columns}
        rows={entries}
        rowPx={52}
        hasMore={next !== null}
        rowsAhead={40}
        onEnd={() => void readMoreInbox()}
        onMove={moveFocus}
      >
        {(entry, top) => (
          <EntryRow
            key={entry.id}
            entry={entry}
            hasProject={hasProjects}
            now={now}
            top={top}
            onSnooze={(anchor) => setAsked({ entry, anchor })}
            onMute={() => mute(entry)}
          />
        )}
      </RowTable>
      {asked !== null && (
        <SnoozeMenu
          entry={asked.entry}
          anchor={asked.anchor}
          isSnoozed={view === "snoozed"}
          onChosen={() => keepFocus(asked.entry.id)}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}

/** When a row with the focus goes, the one that comes into its place gets it. */
function useFocusAfter(ref: { readonly current: HTMLElement | null }, entries: readonly InboxEntry[]): (id: number) => void {
  const wanted = useRef<{ readonly gone: number; readonly next: number } | null>(null);
  useEffect(() => {
    if (wanted.current === null || entries.some(({ id }) => id === wanted.current?.gone)) return;
    const { next } = wanted.current;
    wanted.current = null;
    ref.current?.querySelector<HTMLElement>(`[data-entry="${next}"]`)?.focus();
  }, [ref, entries]);
  return (id) => {
    const place = entries.findIndex((entry) => entry.id === id);
    const next = entries[place + 1] ?? entries[place - 1];
    wanted.current = next === undefined ? null : { gone: id, next: next.id };
  };
}

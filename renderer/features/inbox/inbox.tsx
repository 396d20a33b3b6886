import { CheckCheck } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import type { ProjectId } from "../../../shared/ids.ts";
import { readAllEntries } from "../../actions/inbox-actions.ts";
import { saveTable } from "../../actions/save-table.ts";
import { bellStore, type InboxView, inboxStore, inboxViews, readInbox, showInbox } from "../../state/inbox.ts";
import { hurryClock } from "../../state/now.ts";
import { changeQuery, type RouteQuery } from "../../state/route.ts";
import { Button } from "../../ui/button.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { FailureNote, ListSkeleton } from "../../ui/list-states.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { entriesTable } from "./entries-table.ts";
import { EntryTable } from "./entry-table.tsx";
import styles from "./inbox.module.css";
import { NoEntries } from "./no-entries.tsx";

const viewNames: Readonly<Record<InboxView, string>> = {
  open: "Open",
  unread: "Unread",
  snoozed: "Put off",
  muted: "Muted",
  ended: "Ended",
};

/** What is broken, since when and by which commit: of the project that is shown, or of all. */
export function Inbox({ projectId, query }: { projectId: ProjectId | null; query: RouteQuery }) {
  const view = inboxViews.find((name) => name === query.view) ?? "open";
  const isOfProject = projectId !== null && query.of === "project";
  const scopeId = isOfProject ? projectId : null;
  useEffect(() => showInbox({ projectId: scopeId, view }), [scopeId, view]);
  useEffect(() => () => showInbox(null), []);
  useEffect(() => hurryClock(), []);
  const { entries, failure } = useStore(inboxStore);
  const unread = useStore(bellStore, (state) => state.unread);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Inbox</h1>
        <SegmentedControl
          label="Which entries"
          value={view}
          onChange={(next) => changeQuery({ view: next === "open" ? "" : next })}
          segments={inboxViews.map((name) => ({ value: name, label: viewNames[name] }))}
        />
        {projectId !== null && (
          <SegmentedControl<"all" | "project">
            label="Of which projects"
            value={isOfProject ? "project" : "all"}
            onChange={(of) => changeQuery({ of: of === "project" ? of : "" })}
            segments={[
              { value: "all", label: "All projects" },
              { value: "project", label: "This project" },
            ]}
          />
        )}
        <span className={styles.space} />
        <Button size="small" disabled={unread === 0} onClick={() => void readAllEntries(scopeId)}>
          <CheckCheck size={14} strokeWidth={2} aria-hidden="true" />
          Mark all as read
        </Button>
        {entries !== null && entries.length > 0 && (
          <ExportMenu
            what="the entries"
            size="small"
            onSave={(format) => void saveTable(format, entriesTable({ projectId: scopeId, view }))}
          />
        )}
      </header>
      <FailureNote failure={failure} onRetry={() => void readInbox()} />
      {entries === null && failure === null && <ListSkeleton label="Reading the inbox" height="52px" />}
      {entries !== null && entries.length === 0 && <NoEntries view={view} />}
      {entries !== null && entries.length > 0 && (
        <EntryTable key={`${scopeId} ${view}`} entries={entries} hasProjects={!isOfProject} view={view} />
      )}
    </div>
  );
}

import { Popover } from "@base-ui/react/popover";
import { CheckCheck, Inbox } from "lucide-react";
import { useState } from "react";
import { useStore } from "zustand";
import type { InboxEntry } from "../../shared/contract/inbox.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { lookOfEntry } from "../../shared/inbox-look.ts";
import { readAllEntries, readEntries } from "../actions/inbox-actions.ts";
import { askToShowNotices, showsNoticesStore } from "../state/desktop-notices.ts";
import { bellStore } from "../state/inbox.ts";
import { nowStore } from "../state/now.ts";
import { inboxAddress, placeAddress } from "../state/route.ts";
import { Age } from "../ui/age.tsx";
import { Button } from "../ui/button.tsx";
import { floatingRoot } from "../ui/floating-root.ts";
import { StatusIcon } from "../ui/status-icon.tsx";
import styles from "./inbox-bell.module.css";

/** The inbox, wherever the window is: how many things nobody has looked at, and the newest of them a press away. */
export function InboxBell({ projectId }: { projectId: ProjectId | null }) {
  const [isOpen, setOpen] = useState(false);
  const unread = useStore(bellStore, (state) => state.unread);
  const label = unread === 0 ? "Inbox" : `Inbox: ${unread} unread`;
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger render={<button type="button" className={styles.bell} aria-label={label} title={label} />}>
        <Inbox size={16} strokeWidth={1.75} aria-hidden="true" />
        {unread > 0 && (
          <span className={styles.count} aria-hidden="true">
            {unread > 99 ? "99+" : unread}
          </span>
        )}
      </Popover.Trigger>
      <Popover.Portal container={floatingRoot}>
        <Popover.Positioner positionMethod="fixed" className={styles.positioner} align="end" sideOffset={6} collisionPadding={8}>
          <Popover.Popup className={styles.popup} aria-label="Inbox">
            <Newest projectId={projectId} unread={unread} onLeave={() => setOpen(false)} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Newest({ projectId, unread, onLeave }: { projectId: ProjectId | null; unread: number; onLeave: () => void }) {
  const entries = useStore(bellStore, (state) => state.entries);
  const permission = useStore(showsNoticesStore, (state) => state.permission);
  return (
    <>
      <header className={styles.head}>
        <h2 className={styles.title}>Inbox</h2>
        <Button size="small" kind="quiet" disabled={unread === 0} onClick={() => void readAllEntries(null)}>
          <CheckCheck size={14} strokeWidth={2} aria-hidden="true" />
          Mark all as read
        </Button>
      </header>
      {entries.length === 0 ? (
        <p className={styles.none}>Nothing is broken.</p>
      ) : (
        <ul className={styles.list}>
          {entries.map((entry) => (
            <Line key={entry.id} entry={entry} onLeave={onLeave} />
          ))}
        </ul>
      )}
      {permission === "default" && (
        <Button className={styles.ask} size="small" kind="quiet" onClick={() => void askToShowNotices()}>
          Show this on the desktop, too…
        </Button>
      )}
      <a className={styles.all} href={inboxAddress(projectId)} onClick={onLeave}>
        Open the inbox
      </a>
    </>
  );
}

function Line({ entry, onLeave }: { entry: InboxEntry; onLeave: () => void }) {
  const now = useStore(nowStore, (state) => state.now);
  const { id, projectId, project, title, since, isRead } = entry;
  const leave = () => {
    if (!isRead) void readEntries([id]);
    onLeave();
  };
  return (
    <li className={styles.line} data-unread={isRead ? undefined : ""}>
      <StatusIcon status={lookOfEntry(entry)} size={16} />
      <div className={styles.words}>
        <a className={styles.summary} href={placeAddress(projectId, entry)} onClick={leave}>
          {!isRead && <span className="visually-hidden">Unread: </span>}
          {title}
        </a>
        <span className={styles.ways}>
          <span>{project}</span>
          <Age at={since} now={now} />
        </span>
      </div>
      {!isRead && <i className={styles.dot} aria-hidden="true" />}
    </li>
  );
}

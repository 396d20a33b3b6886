import { BellOff, Check, Clock, MailOpen } from "lucide-react";
import { memo } from "react";
import type { InboxEntry } from "../../../shared/contract/inbox.ts";
import { lookOfEntry } from "../../../shared/inbox-look.ts";
import { readEntries } from "../../actions/inbox-actions.ts";
import { placeAddress, screenAddress } from "../../state/route.ts";
import { Age, formatMoment } from "../../ui/age.tsx";
import { IconButton } from "../../ui/button.tsx";
import { TableRow } from "../../ui/row-table.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import styles from "./entry-table.module.css";
import { saidOf, stateWord } from "./entry-words.ts";

interface EntryRowProps {
  entry: InboxEntry;
  hasProject: boolean;
  now: number;
  top: number;
  onSnooze: (anchor: Element) => void;
  onMute: () => void;
}

/** One entry: what is broken, since when and by which commit, and what can be done about it. */
export const EntryRow = memo(function EntryRow({ entry, hasProject, now, top, onSnooze, onMute }: EntryRowProps) {
  const { id, projectId, title, commit, since, times, lastAt, endedAt, isRead, isMuted, snoozedUntil } = entry;
  return (
    <TableRow top={top}>
      <td className={styles.state}>
        <StatusIcon status={lookOfEntry(entry)} size={16} />
        <span className={styles.word}>{stateWord(entry)}</span>
      </td>
      <td className={styles.what}>
        <i className={styles.dot} data-unread={isRead ? undefined : ""} />
        <div className={styles.lines}>
          <a
            className={styles.link}
            data-unread={isRead ? undefined : ""}
            data-item=""
            data-entry={id}
            href={placeAddress(projectId, entry)}
            title={title}
            onClick={() => {
              if (!isRead) void readEntries([id]);
            }}
          >
            {!isRead && <span className="visually-hidden">Unread: </span>}
            {title}
          </a>
          <span className={styles.second}>
            <SecondLine entry={entry} hasProject={hasProject} />
            {snoozedUntil !== null && ` · back ${formatMoment(snoozedUntil)}`}
          </span>
        </div>
      </td>
      <td className={styles.commit} data-detail="since">
        {commit !== null && (
          <span title={`${commit.subject}${commit.author === "" ? "" : `, by ${commit.author}`}`}>
            <code>{commit.commit.slice(0, 7)}</code> {commit.subject}
          </span>
        )}
      </td>
      <td className={styles.number} data-detail="times">
        {times === 1 ? "once" : `${times} times`}
      </td>
      <td className={styles.number} data-detail="age">
        <Age at={endedAt ?? since} now={now} isShort />
        <span className="visually-hidden">, last {formatMoment(lastAt)}</span>
      </td>
      <td className={styles.actions}>
        <IconButton
          size="small"
          label={`${isRead ? "Mark as unread" : "Mark as read"}: ${title}`}
          onClick={() => void readEntries([id], !isRead)}
        >
          {isRead ? <MailOpen size={14} strokeWidth={2} aria-hidden="true" /> : <Check size={14} strokeWidth={2} aria-hidden="true" />}
        </IconButton>
        <IconButton size="small" label={`Put off: ${title}`} disabled={endedAt !== null} onClick={(event) => onSnooze(event.currentTarget)}>
          <Clock size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
        <IconButton size="small" label={`Mute: ${title}`} isPressed={isMuted} onClick={onMute}>
          <BellOff size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
      </td>
    </TableRow>
  );
});

/** What is known beyond its title; words that a test said lead to it. */
function SecondLine({ entry, hasProject }: Pick<EntryRowProps, "entry" | "hasProject">) {
  const { projectId, project, testId } = entry;
  const said = saidOf(entry);
  return (
    <>
      {[...(hasProject ? [project] : []), ...(said === "" ? [] : [""])].join(" · ")}
      {said !== "" &&
        (testId === null || entry.endedAt !== null ? (
          said
        ) : (
          <a className={styles.test} href={screenAddress(projectId, "tests", { test: testId })} title="Open the test">
            {said}
          </a>
        ))}
    </>
  );
}

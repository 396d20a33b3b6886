import {
  BellRing,
  CheckCheck,
  CircleCheck,
  Eye,
  GitCommitHorizontal,
  type LucideIcon,
  MessageSquareText,
  Pencil,
  Play,
  Rocket,
  RotateCcw,
  ServerCog,
  Siren,
} from "lucide-react";
import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import type { Incident, TimelineEntry } from "../../../../shared/contract/incidents.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { entryWord } from "../../../../shared/incident-look.ts";
import { formatDuration, secondMs } from "../../../../shared/time.ts";
import { alertAddress, commitAddress, deploymentAddress, runAddress } from "../../../state/route.ts";
import { formatMoment } from "../../../ui/age.tsx";
import { MarkdownText } from "../../../ui/markdown-text.tsx";
import { Prose } from "../../../ui/prose.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import styles from "./timeline.module.css";

const icons: Readonly<Record<TimelineEntry["kind"], LucideIcon>> = {
  deployment: Rocket,
  commit: GitCommitHorizontal,
  service: ServerCog,
  alert: BellRing,
  recovered: CircleCheck,
  opened: Siren,
  acknowledged: Eye,
  changed: Pencil,
  note: MessageSquareText,
  runbook: Play,
  resolved: CheckCheck,
  reopened: RotateCcw,
};

interface TimelineProps {
  projectId: ProjectId;
  incident: Incident;
  /** The oldest first. */
  timeline: readonly TimelineEntry[];
}

const beginnings = ["alert", "opened"].map((kind) => `[data-kind="${kind}"]`).join(", ");
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });

/** What happened, the oldest first, each with its distance from the moment when the incident was opened. */
export function Timeline({ projectId, incident, timeline }: TimelineProps) {
  const areaRef = useRef<HTMLDivElement>(null);
  const written = timeline.filter(({ kind }) => kind === "note").length;
  const writtenRef = useRef(written);
  // What was before may be long: one reads from where it began on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another incident is looked at anew, another entry moves nothing
  useLayoutEffect(() => {
    const area = areaRef.current;
    const first = area?.querySelector<HTMLElement>(beginnings);
    if (area != null && first != null) area.scrollTop = first.offsetTop - area.clientHeight / 3;
  }, [incident.id]);
  useEffect(() => {
    if (written > writtenRef.current) areaRef.current?.scrollTo({ top: areaRef.current.scrollHeight });
    writtenRef.current = written;
  }, [written]);
  return (
    <ScrollArea ref={areaRef} label="What happened" className={styles.area}>
      <h2 className={styles.title}>What happened</h2>
      <ol>
        {timeline.map((entry, index) => {
          const isOtherDay = day.format(entry.at) !== day.format(incident.openedAt);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a story only come behind it
            <li key={index} className={styles.entry} data-kind={entry.kind}>
              <span className={styles.times}>
                <time dateTime={new Date(entry.at).toISOString()} title={formatMoment(entry.at)} className={styles.time}>
                  {isOtherDay ? day.format(entry.at) : clock.format(entry.at)}
                </time>
                <span className={styles.distance}>{distance(entry.at - incident.openedAt)}</span>
              </span>
              <Picture kind={entry.kind} />
              <div className={styles.what}>
                <p className={styles.line}>
                  <span className={styles.kind}>{entryWord(entry.kind)}</span>
                  {entry.person !== null && <span className={styles.person}>{entry.person}</span>}
                </p>
                <Text projectId={projectId} entry={entry} />
              </div>
            </li>
          );
        })}
      </ol>
    </ScrollArea>
  );
}

function Picture({ kind }: { kind: TimelineEntry["kind"] }) {
  const Icon = icons[kind];
  return (
    <span className={styles.picture}>
      <Icon size={14} strokeWidth={2} aria-hidden="true" />
    </span>
  );
}

/** Notes are Markdown; all else is a sentence that may lead somewhere. */
function Text({ projectId, entry }: { projectId: ProjectId; entry: TimelineEntry }): ReactNode {
  const { kind, text } = entry;
  if (text === "") return null;
  if (kind === "note" || kind === "resolved") {
    return (
      <div className={styles.note}>
        <MarkdownText text={text} below={3} />
      </div>
    );
  }
  const address = addressOf(projectId, entry);
  return (
    <p className={styles.text}>
      {address === null ? (
        <Prose text={text} />
      ) : (
        <a className={styles.link} href={address}>
          <Prose text={text} />
        </a>
      )}
    </p>
  );
}

function addressOf(projectId: ProjectId, { alertId, deploymentId, runId, commit }: TimelineEntry): string | null {
  if (alertId !== null) return alertAddress(projectId, alertId);
  if (deploymentId !== null) return deploymentAddress(projectId, deploymentId);
  if (runId !== null) return runAddress(projectId, runId);
  return commit === null ? null : commitAddress(projectId, commit);
}

function distance(ms: number): string {
  if (Math.abs(ms) < secondMs) return "";
  return `${ms < 0 ? "−" : "+"}${formatDuration(Math.abs(ms))}`;
}

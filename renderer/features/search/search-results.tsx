import { useVirtualizer } from "@tanstack/react-virtual";
import { GitBranch } from "lucide-react";
import { type CSSProperties, memo, type RefObject, useEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import type { FoundLog } from "../../../shared/contract/search.ts";
import { countOf, withThousands } from "../../../shared/counts.ts";
import { titleOf } from "../../../shared/stage-groups.ts";
import { nowStore } from "../../state/now.ts";
import { projectOf, projectsStore } from "../../state/projects.ts";
import { formatRoute, routeStore } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { type FoundList, type FoundRow, partsOf, rowsOf } from "./found-list.ts";
import styles from "./search-results.module.css";

const headPx = 34;
const linePx = 22;

// Where the list was when a hit was opened.
let left = { key: "", scrollTop: 0 };

/** What was found, grouped by run and log, the newest first; any number of rows. */
export function SearchResults({ found, searchKey, showsProject }: { found: FoundList; searchKey: string; showsProject: boolean }) {
  const scrollerRef = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => rowsOf(found), [found]);
  const now = useStore(nowStore, (state) => state.now);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollerRef.current,
    estimateSize: (index) => (rows[index]?.kind === "log" ? headPx : linePx),
    getItemKey: (index) => keyOf(rows[index]),
    overscan: 12,
    initialOffset: () => (left.key === searchKey ? left.scrollTop : 0),
  });
  const scrollTop = virtual.scrollOffset ?? 0;
  useEffect(() => {
    left = { key: searchKey, scrollTop };
  }, [searchKey, scrollTop]);
  const items = virtual.getVirtualItems();
  useReturningFocus(scrollerRef, items.length > 0);
  return (
    <section ref={scrollerRef} className={styles.scroller} aria-label="Lines that match">
      <div className={styles.rows} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start, key }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const style = { transform: `translateY(${start}px)` };
          return row.kind === "log" ? (
            <LogHead key={key} log={row.log} startsRun={row.startsRun} showsProject={showsProject} now={now} style={style} />
          ) : (
            <Line key={key} row={row} style={style} />
          );
        })}
      </div>
    </section>
  );
}

/** Who comes back from a log goes on at the line that was opened. */
function useReturningFocus(scrollerRef: RefObject<HTMLElement | null>, hasRows: boolean): void {
  useEffect(() => {
    if (!hasRows) return;
    const { previous } = routeStore.getState();
    if (previous?.kind !== "run" || document.activeElement !== document.body) return;
    const hit = `${previous.stageRunId ?? ""}:${previous.query.line ?? ""}`;
    scrollerRef.current?.querySelector<HTMLElement>(`[data-hit="${CSS.escape(hit)}"]`)?.focus({ preventScroll: true });
  }, [scrollerRef, hasRows]);
}

function keyOf(row: FoundRow | undefined): string {
  if (row === undefined) return "";
  return `${row.log.stageRunId}:${row.kind === "hit" ? row.hit.line : row.kind}`;
}

const LogHead = memo(function LogHead(props: {
  log: FoundLog;
  startsRun: boolean;
  showsProject: boolean;
  now: number;
  style: CSSProperties;
}) {
  const { log, startsRun, showsProject, now, style } = props;
  const project = useStore(projectsStore, (state) => projectOf(state, log.projectId)?.name ?? "");
  return (
    <div className={styles.head} style={style} data-starts-run={startsRun ? "" : undefined}>
      <StatusIcon status={log.runStatus} size={14} />
      <span className={styles.run}>
        {showsProject && <span className={styles.project}>{project} </span>}
        Run {log.runNumber}
      </span>
      <span className={styles.stage}>{titleOf({ name: log.stage, variant: log.variant })}</span>
      {log.attempt > 1 && <span className={styles.fact}>attempt {log.attempt}</span>}
      {log.branch !== null && (
        <span className={styles.branch}>
          <GitBranch size={12} strokeWidth={2} aria-hidden="true" />
          <span className={styles.ellipsis}>{log.branch}</span>
        </span>
      )}
      <span className={styles.space} />
      <span className={styles.fact}>{countOf(log.lines, "line")}</span>
      <span className={styles.age}>
        <Age at={log.runCreatedAt} now={now} />
      </span>
    </div>
  );
});

const clock = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

const Line = memo(function Line({ row, style }: { row: Exclude<FoundRow, { kind: "log" }>; style: CSSProperties }) {
  const { log } = row;
  if (row.kind === "rest") {
    const last = log.hits.at(-1)?.line;
    return (
      <a className={styles.rest} style={style} href={addressOf(log, last ?? null)} data-item="">
        {withThousands(row.count)} more {row.count === 1 ? "line" : "lines"} in this log
      </a>
    );
  }
  const { hit } = row;
  return (
    <a
      className={styles.line}
      style={style}
      href={addressOf(log, hit.line)}
      data-item=""
      data-hit={`${log.stageRunId}:${hit.line}`}
      title={hit.at === null ? undefined : `Written ${clock.format(hit.at)}`}
    >
      <span className={styles.number}>
        <span className="visually-hidden">
          Run {log.runNumber}, {titleOf({ name: log.stage, variant: log.variant })}, line{" "}
        </span>
        {hit.line}
      </span>
      <code className={styles.text}>
        {partsOf(hit).map(({ from, text, isMatch }) => (isMatch ? <mark key={from}>{text}</mark> : <span key={from}>{text}</span>))}
        {hit.isCut && <span className={styles.cut}> …</span>}
      </code>
    </a>
  );
});

function addressOf({ projectId, runId, stageRunId }: FoundLog, line: number | null): string {
  return formatRoute({ kind: "run", projectId, runId, stageRunId, query: line === null ? {} : { line: String(line) } });
}

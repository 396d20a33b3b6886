import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { FileLink } from "../../../shared/log/links.ts";
import { copyText, openInEditor } from "../../actions/editor-actions.ts";
import { nowStore } from "../../state/now.ts";
import { preferencesStore, setChoice } from "../../state/preferences.ts";
import { FirstFailure } from "./first-failure.tsx";
import { LogEmpty } from "./log-empty.tsx";
import { copySelection, saveWholeLog } from "./log-export.ts";
import { onLogKey } from "./log-keys.ts";
import styles from "./log-panel.module.css";
import type { RowTone } from "./log-row.tsx";
import type { LogSubject } from "./log-subject.ts";
import { LogToolbar } from "./log-toolbar.tsx";
import { LogView } from "./log-view.tsx";
import { Minimap } from "./minimap.tsx";
import { nothingFound } from "./pull-search.ts";
import { headHeightPx, lineHeightPx, placeOfRow, rowOfLine, rowOfSection } from "./row-map.ts";
import { useLogLayout } from "./use-log-layout.ts";
import { useLogMarks } from "./use-log-marks.ts";
import { useLogReader } from "./use-log-reader.ts";
import { useLogScroll, useViewport } from "./use-log-scroll.ts";
import { useMatchNavigation } from "./use-match-navigation.ts";
import { useOpeningPlace } from "./use-opening-place.ts";

/** What stands around a log. */
export interface LogFrame {
  /** Stands at the left of the tool bar: tabs, or the stage's name. */
  header: ReactNode;
  /** Stands between the tool bar and the lines: what else is to be known of it. */
  facts?: ReactNode;
  /** Stands at the right end of the tool bar: closing the panel, for one. */
  trailing?: ReactNode;
  /** How much the overview at the side shows: every line, or only what stands out. */
  overview?: "full" | "marks";
}

/** One log: its lines, and what can be done with them. */
export function LogPane({ subject, header, facts, trailing, overview = "full" }: LogFrame & { subject: LogSubject }) {
  const { projectId, logId, steps, opensAt } = subject;
  const scrollerRef = useRef<HTMLDivElement>(null);
  const searchRef = useRef<HTMLInputElement>(null);
  const now = useStore(nowStore, (state) => state.now);
  const isWrapped = useStore(preferencesStore, (state) => state.choices["log.wrap"] === "yes");
  const showsTime = useStore(preferencesStore, (state) => state.choices["log.time"] === "yes");
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const { reader, version } = useLogReader(logId);
  const cache = reader?.cache ?? null;
  const { totalLines, totalBytes, isLive } = cache?.extent ?? { totalLines: 0, totalBytes: 0, isLive: true };
  const { marks, isKnown: areMarksKnown } = useLogMarks(logId, totalBytes, isLive);

  const viewport = useViewport(scrollerRef);
  const layout = useLogLayout({ cache, steps, folded, widthPx: viewport.widthPx, isWrapped, showsTime });
  const { map } = layout;
  const hasFailure = marks.firstFailure !== null && opensAt === "failure";
  const endPx = hasFailure ? failureBarPx : 0;
  const scroll = useLogScroll({ scrollerRef, map, viewport, heightOf: layout.heightOf, isWrapped, endPx });

  const firstLine = placeOfRow(map, scroll.first).line ?? map.sections[placeOfRow(map, scroll.first).section]?.firstLine ?? 1;
  const lastLine = placeOfRow(map, scroll.last).line ?? firstLine;
  useEffect(() => reader?.show(firstLine, Math.max(firstLine, lastLine)), [reader, firstLine, lastLine]);

  const { showRow, setFollowing } = scroll;
  const showLine = useCallback(
    (line: number, share = 1 / 3) => {
      setFolded((before) => withoutSectionOf(before, map.sections, line));
      // Whole lines below the head that stays in sight.
      const above = Math.floor((viewport.heightPx * share - headHeightPx) / lineHeightPx);
      showRow(rowOfLine(map, line), headHeightPx + Math.max(0, above) * lineHeightPx);
    },
    [map, showRow, viewport.heightPx],
  );
  const matching = useMatchNavigation({ logId, totalBytes, isLive, firstLine, showLine });
  const chosen = subject.namedLine;
  useOpeningPlace({
    namedLine: chosen,
    opensAt,
    extent: cache?.extent ?? null,
    hasAnswer: reader?.hasAnswer === true,
    marks,
    areMarksKnown,
    heightPx: viewport.heightPx,
    showLine,
    setFollowing,
  });

  const lineAt = useCallback((line: number) => cache?.lineAt(line) ?? null, [cache]);
  const openFile = useCallback(
    (link: FileLink) =>
      void openInEditor(projectId, { path: link.path, line: link.line, ...(link.column === null ? {} : { column: link.column }) }),
    [projectId],
  );
  const { chooseLine: addressOf } = subject;
  const chooseLine = useCallback((line: number) => void copyText(addressOf(line), `the link to line ${line}`), [addressOf]);
  const toneOf = (line: number): RowTone => {
    if (line === chosen) return "chosen";
    if (line === marks.firstFailure && opensAt === "failure") return "failure";
    return marks.errorLines.has(line) ? "error" : null;
  };
  const toggleStep = (section: number) => {
    setFolded((before) => {
      const next = new Set(before);
      if (!next.delete(section)) next.add(section);
      return next;
    });
    if (placeOfRow(map, scroll.first).section === section) showRow(rowOfSection(map, section), 0);
  };
  const moveToMark = (direction: 1 | -1) => {
    const lines = marks.marks.map(({ line }) => line);
    const from = firstLine + Math.floor((lastLine - firstLine) / 3);
    const line = direction === 1 ? lines.find((candidate) => candidate > from) : lines.findLast((candidate) => candidate < from);
    if (line !== undefined) showLine(line);
  };
  const keys = { scroll, viewport, matching, moveToMark, searchRef, copyLink: () => chooseLine(matching.line ?? chosen ?? firstLine) };
  const isEmpty = totalLines === 0;
  // A lost engine is told once, above everything.
  const trouble = reader?.failure == null || quietFailures.includes(reader.failure.code) ? null : reader.failure;

  return (
    <section aria-label="Log" className={styles.panel}>
      <LogToolbar
        header={header}
        trailing={trailing}
        searchRef={searchRef}
        matching={matching}
        scrollerRef={scrollerRef}
        isWrapped={isWrapped}
        showsTime={showsTime}
        follow={isLive && !isEmpty ? { isOn: scroll.isFollowing, set: setFollowing } : null}
        onWrap={() => setChoice("log.wrap", isWrapped ? "no" : "yes")}
        onTime={() => setChoice("log.time", showsTime ? "no" : "yes")}
        onSave={reader === null || isEmpty ? null : () => void saveWholeLog(reader, subject)}
      />
      {facts}
      {trouble !== null && !isEmpty && (
        <p className={styles.lost} role="status">
          {trouble.message} {trouble.hint}
        </p>
      )}
      <div className={styles.body}>
        <LogView
          scrollerRef={scrollerRef}
          scroll={scroll}
          steps={steps}
          lineAt={lineAt}
          toneOf={toneOf}
          pattern={matching.search.pattern}
          currentMatch={matching.line}
          showsTime={showsTime}
          isWrapped={isWrapped}
          gutterPx={layout.gutterPx}
          viewWidthPx={viewport.widthPx}
          now={now}
          label={subject.name === "" ? "Lines" : `Lines of ${subject.name}`}
          onToggleStep={toggleStep}
          onChooseLine={chooseLine}
          onOpenFile={openFile}
          onCopy={(selection, clipboard) => reader !== null && copySelection(reader, selection, clipboard)}
          onKeyDown={(event) => onLogKey(event, keys)}
        >
          {isEmpty && <LogEmpty reason={subject.empty} failure={reader?.failure ?? null} hasAnswer={reader?.hasAnswer === true} />}
          {isLive && !isEmpty && !scroll.isFollowing && (
            <button type="button" className={styles.toEnd} onClick={() => setFollowing(true)}>
              Follow the end
            </button>
          )}
          {marks.firstFailure !== null && hasFailure && !(isLive && scroll.isFollowing) && (
            <FirstFailure
              line={marks.firstFailure}
              totalLines={totalLines}
              lineAt={lineAt}
              onJump={() => showLine(marks.firstFailure ?? 1)}
              onOpenFile={openFile}
            />
          )}
        </LogView>
        <Minimap
          totalLines={totalLines}
          firstLine={firstLine}
          lastLine={lastLine}
          lineAt={lineAt}
          version={version}
          marks={marks.marks}
          matches={(matching.search.matches ?? nothingFound).lineNumbers}
          isNarrow={overview === "marks"}
          onJump={(line) => showLine(line, 1 / 2)}
        />
      </div>
    </section>
  );
}

// The bar that names the first failure, and a little air.
const failureBarPx = 56;
const quietFailures = ["ENGINE_LOST", "ABORTED"];

function withoutSectionOf(
  folded: ReadonlySet<number>,
  sections: readonly { readonly firstLine: number }[],
  line: number,
): ReadonlySet<number> {
  const section = sections.findLastIndex(({ firstLine }) => firstLine <= line);
  if (!folded.has(section)) return folded;
  const next = new Set(folded);
  next.delete(section);
  return next;
}

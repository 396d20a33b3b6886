import { memo } from "react";
import type { LogLine } from "../../../shared/contract/logs.ts";
import type { FileLink } from "../../../shared/log/links.ts";
import { maxLineCharacters } from "../../../shared/log-limits.ts";
import { formatBytes } from "../../../shared/time.ts";
import { classNames } from "../../ui/class-names.ts";
import ansi from "./ansi-look.module.css";
import { lookOf } from "./ansi-look.ts";
import styles from "./log-row.module.css";
import { findMatches, type Segment, segmentLine, styleLine } from "./styled-line.ts";

/** Why a row stands out. */
export type RowTone = "failure" | "error" | "chosen" | null;

interface LogRowProps {
  number: number;
  /** `null` while it is on its way. */
  line: LogLine | null;
  tone: RowTone;
  pattern: RegExp | null;
  isCurrentMatch: boolean;
  showsTime: boolean;
  /** Kept for a selection that reaches beyond what is in sight. */
  isPinned: boolean;
  onOpenFile: (link: FileLink) => void;
}

/** One line of a log. */
export const LogRow = memo(function LogRow({ number, line, tone, pattern, isCurrentMatch, showsTime, isPinned, onOpenFile }: LogRowProps) {
  return (
    <div className={classNames(styles.row, tone !== null && styles[tone], isPinned && styles.pinned)} data-line={number}>
      <span className={styles.number} data-gutter="">
        {number}
      </span>
      {showsTime && <LineTime at={line?.at ?? null} />}
      <span className={styles.text} data-text="">
        {line === null ? (
          <span className={styles.coming} />
        ) : (
          <LineText line={line} pattern={pattern} isCurrentMatch={isCurrentMatch} onOpenFile={onOpenFile} />
        )}
      </span>
    </div>
  );
});

function LineText({
  line,
  pattern,
  isCurrentMatch,
  onOpenFile,
}: Pick<LogRowProps, "pattern" | "isCurrentMatch" | "onOpenFile"> & { line: LogLine }) {
  const styled = styleLine(line);
  const segments = segmentLine(styled, findMatches(styled.plain, pattern));
  return (
    <>
      {segments.map((segment) => (
        <LineSegment key={segment.from} segment={segment} isCurrentMatch={isCurrentMatch} onOpenFile={onOpenFile} />
      ))}
      {isCut(line) && <span className={styles.cut}>{`… cut here, the line has ${formatBytes(line.bytes)}`}</span>}
    </>
  );
}

function LineSegment({
  segment,
  isCurrentMatch,
  onOpenFile,
}: {
  segment: Segment;
  isCurrentMatch: boolean;
  onOpenFile: LogRowProps["onOpenFile"];
}) {
  const { text, style, link, isMatch } = segment;
  const look = lookOf(style);
  const className = classNames(...look.classes.map((name) => ansi[name]), link !== null && styles.link);
  const signs = withKnownSigns(text);
  const shown = isMatch ? <mark className={classNames(styles.match, isCurrentMatch && styles.current)}>{signs}</mark> : signs;
  if (link === null) {
    if (className === "") return shown;
    return (
      <span className={className} style={look.style}>
        {shown}
      </span>
    );
  }
  if (link.kind === "url") {
    return (
      <a className={className} style={look.style} href={link.url} target="_blank" rel="noopener noreferrer">
        {shown}
      </a>
    );
  }
  return (
    // A button would keep its text out of a selection that runs over it.
    // biome-ignore lint/a11y/useSemanticElements: see above
    <span
      role="link"
      tabIndex={0}
      className={className}
      style={look.style}
      title={`Open ${link.path} in the editor`}
      onClick={() => onOpenFile(link)}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.stopPropagation();
        onOpenFile(link);
      }}
    >
      {shown}
    </span>
  );
}

/**
 * Test runners draw rules with the horizontal line extension, which no font of a fixed width has. The box drawing line
 * looks the same; what is copied stays as it was written.
 */
function withKnownSigns(text: string): string {
  return text.replaceAll("\u23af", "\u2500");
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });

function LineTime({ at }: { at: number | null }) {
  return (
    <span className={styles.time} data-gutter="">
      {at === null ? "" : clock.format(at)}
    </span>
  );
}

/** Whether the engine sent only the beginning of a line. */
export function isCut({ text, bytes }: LogLine): boolean {
  return text.length >= maxLineCharacters && bytes > text.length;
}

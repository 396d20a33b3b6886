import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import type { DiffHunk, FileDiff } from "../../../../shared/contract/code/changes.ts";
import { classNames } from "../../../ui/class-names.ts";
import { type BlankChange, blankChanges, blankDifference } from "./blank-changes.ts";
import { CoverageSign } from "./coverage-sign.tsx";
import { type Cell, type DiffRow, placeKey, rowsOf } from "./diff-rows.ts";
import styles from "./diff-view.module.css";
import { languageOf } from "./languages.ts";
import type { LineCoverage } from "./line-coverage.ts";
import { type Piece, piecesOf } from "./pieces.ts";
import { learn, type Token, tokensOf } from "./syntax.ts";
import { type WordMarks, wordMarks } from "./word-marks.ts";

interface DiffViewProps {
  diff: FileDiff;
  layout: "inline" | "split";
  chosen: ReadonlySet<string> | null;
  onToggle: (keys: readonly string[]) => void;
  hunkActions: (hunk: number, content: DiffHunk) => ReactNode;
  /** How the lines of the newer side fared in the tests; `null` draws no signs for it. */
  coverage: LineCoverage | null;
  /** All of a file: every line is new, and none is drawn as such. */
  isWhole: boolean;
  /** A line of the newer side to bring into sight; another object does so again. */
  target: { readonly line: number } | null;
}

const linePx = 20;
const headPx = 32;

/** The lines of a difference, in one column or in two. */
export function DiffView({ diff, layout, chosen, onToggle, hunkActions, coverage, isWhole, target }: DiffViewProps) {
  const scrollerRef = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => rowsOf(diff, layout).filter(({ kind }) => !isWhole || kind !== "hunk"), [diff, layout, isWhole]);
  const looks = useLooks(diff);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollerRef.current,
    estimateSize: (index) => (rows[index]?.kind === "hunk" ? headPx : linePx),
    overscan: 20,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each target is gone to once
  useEffect(() => {
    const index = target === null ? -1 : rows.findIndex((row) => newLineOf(row) === target.line);
    if (index >= 0) virtual.scrollToIndex(index, { align: "center" });
  }, [target, rows]);
  // Where a press of the pointer began: lines between it and where it ends are chosen together.
  const anchor = useRef<Cell | null>(null);
  const choose = (cell: Cell, isRange: boolean) => {
    if (chosen === null || cell.text.kind === "same") return;
    const from = isRange ? anchor.current : null;
    anchor.current = cell;
    onToggle(from !== null && from.hunk === cell.hunk ? between(diff, from, cell) : [placeKey(cell)]);
  };
  const digits = useMemo(() => String(lastLine(diff)).length, [diff]);
  // Of a whole file it is said above.
  const hasBlankMarks = useMemo(() => !isWhole && blankDifference(diff) === null, [diff, isWhole]);
  const parts = { hasBlankMarks, looks, chosen, choose, coverage, isWhole, target: target?.line ?? null };
  return (
    <section
      ref={scrollerRef}
      aria-label="Lines"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
      tabIndex={0}
      className={styles.scroller}
      data-layout={layout}
    >
      <div className={styles.space} style={{ height: virtual.getTotalSize(), "--digits": `${digits}ch` } as CSSProperties}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <div
              key={key}
              // Long lines wrap where two columns share the width, and only what is drawn knows how far.
              ref={layout === "split" ? virtual.measureElement : undefined}
              data-index={index}
              className={row.kind === "hunk" ? styles.hunk : styles.row}
              style={{ transform: `translateY(${start}px)` }}
            >
              <Row row={row} parts={parts} actions={hunkActions} />
            </div>
          );
        })}
      </div>
    </section>
  );
}

interface Parts {
  readonly hasBlankMarks: boolean;
  readonly looks: Looks;
  readonly chosen: ReadonlySet<string> | null;
  readonly choose: (cell: Cell, isRange: boolean) => void;
  readonly coverage: LineCoverage | null;
  readonly isWhole: boolean;
  readonly target: number | null;
}

function newLineOf(row: DiffRow): number | null {
  if (row.kind === "hunk") return null;
  return (row.kind === "line" ? row.cell : row.right)?.text.newLine ?? null;
}

function Row({ row, parts, actions }: { row: DiffRow; parts: Parts; actions: DiffViewProps["hunkActions"] }) {
  if (row.kind === "hunk") {
    const { oldStart, oldLines, newStart, newLines, heading } = row.content;
    return (
      <>
        <span className={styles.place}>{`@@ −${oldStart},${oldLines} +${newStart},${newLines} @@`}</span>
        <span className={styles.heading}>{heading}</span>
        <span className={styles.hunkActions}>{actions(row.hunk, row.content)}</span>
      </>
    );
  }
  if (row.kind === "line") return <Line cell={row.cell} parts={parts} numbers={parts.isWhole ? "new" : "both"} />;
  return (
    <>
      <Line cell={row.left} parts={parts} numbers="old" />
      <Line cell={row.right} parts={parts} numbers="new" />
    </>
  );
}

const signs = { same: " ", added: "+", removed: "−" } as const;

function Line({ cell, parts, numbers }: { cell: Cell | null; parts: Parts; numbers: "both" | "old" | "new" }) {
  if (cell === null) return <div className={classNames(styles.line, styles.nothing)} />;
  const { text, oldLine, newLine, isCut, isUnended } = cell.text;
  const kind = parts.isWhole ? "same" : cell.text.kind;
  const key = placeKey(cell);
  const look = parts.looks(cell);
  const isChosen = parts.chosen?.has(key) === true;
  const canChoose = parts.chosen !== null && kind !== "same";
  const gutter = (
    <>
      {numbers !== "new" && <span className={styles.number}>{oldLine}</span>}
      {numbers !== "old" && <span className={styles.number}>{newLine}</span>}
    </>
  );
  return (
    <div
      className={styles.line}
      data-kind={kind}
      data-chosen={isChosen ? "" : undefined}
      data-target={newLine !== null && newLine === parts.target ? "" : undefined}
    >
      {canChoose ? (
        <button
          type="button"
          className={styles.gutter}
          aria-pressed={isChosen}
          aria-label={`${kind === "added" ? "Added" : "Removed"} line ${newLine ?? oldLine}`}
          title="Choose this line; with Shift, all from the last one"
          onClick={(event) => parts.choose(cell, event.shiftKey)}
        >
          {gutter}
        </button>
      ) : (
        <span className={styles.gutter}>{gutter}</span>
      )}
      {parts.coverage !== null && numbers !== "old" && <CoverageSign state={newLine === null ? null : parts.coverage(newLine)} />}
      <span className={styles.sign} aria-hidden="true">
        {signs[kind]}
      </span>
      <code className={styles.text}>
        {look.pieces.map((piece, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line have no other name
          <span key={index} data-token={piece.kind ?? undefined} data-marked={piece.isMarked ? "" : undefined}>
            {piece.text}
          </span>
        ))}
        {text === "" && <br />}
        {look.blank !== null && parts.hasBlankMarks && <span className={styles.blank}>{look.blank} only</span>}
        {isCut && <span className={styles.cut}> … cut</span>}
        {isUnended && <span className={styles.cut}> no line feed at the end</span>}
      </code>
    </div>
  );
}

function between(diff: FileDiff, one: Cell, other: Cell): string[] {
  const hunk = diff.content.kind === "text" ? diff.content.hunks[one.hunk] : undefined;
  const [from, to] = [Math.min(one.line, other.line), Math.max(one.line, other.line)];
  const lines = hunk?.lines ?? [];
  return lines.flatMap(({ kind }, line) => (kind !== "same" && line >= from && line <= to ? [placeKey({ hunk: one.hunk, line })] : []));
}

function lastLine({ content }: FileDiff): number {
  if (content.kind !== "text") return 0;
  return content.hunks.reduce(
    (most, { oldStart, oldLines, newStart, newLines }) => Math.max(most, oldStart + oldLines, newStart + newLines),
    0,
  );
}

interface Look {
  readonly pieces: readonly Piece[];
  /** What alone differs in the line, when that is not seen. */
  readonly blank: BlankChange | null;
}

type Looks = (cell: Cell) => Look;

const nothing: Look = { pieces: [], blank: null };

/** How each line looks; hunks are coloured when they are first drawn, once their language is there. */
function useLooks(diff: FileDiff): Looks {
  const language = useMemo(() => languageOf(diff.path), [diff.path]);
  const [isLearnt, setLearnt] = useState(false);
  useEffect(() => {
    let isStale = false;
    if (language !== null) void learn(language).then((isThere) => !isStale && setLearnt(isThere));
    return () => {
      isStale = true;
    };
  }, [language]);
  return useMemo(() => {
    const drawn = new Map<number, readonly Look[]>();
    return ({ hunk, line }) => {
      const content = diff.content.kind === "text" ? diff.content.hunks[hunk] : undefined;
      if (content === undefined) return nothing;
      let looks = drawn.get(hunk);
      if (looks === undefined) {
        looks = drawHunk(content, isLearnt ? language : null);
        drawn.set(hunk, looks);
      }
      return looks[line] ?? nothing;
    };
  }, [diff, language, isLearnt]);
}

function drawHunk(content: DiffHunk, language: ReturnType<typeof languageOf>): Look[] {
  const marks: WordMarks = wordMarks(content);
  const blanks = blankChanges(content);
  const tokens = language === null ? null : sideTokens(content, language);
  return content.lines.map(({ text }, line) => ({
    pieces: piecesOf(text, tokens?.[line] ?? null, marks.get(line) ?? []),
    blank: blanks.get(line) ?? null,
  }));
}

/** Each side is coloured by itself: only there do its lines follow each other. */
function sideTokens({ lines }: DiffHunk, language: NonNullable<ReturnType<typeof languageOf>>): (Token[] | null)[] {
  const tokens: (Token[] | null)[] = lines.map(() => null);
  for (const hidden of ["added", "removed"] as const) {
    const places = lines.flatMap(({ kind }, line) => (kind === hidden ? [] : [line]));
    const coloured = tokensOf(
      language,
      places.map((line) => lines[line]?.text ?? ""),
    );
    places.forEach((line, index) => {
      tokens[line] = coloured?.[index] ?? null;
    });
  }
  return tokens;
}

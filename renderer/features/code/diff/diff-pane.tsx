import { SquarePen, X } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import type { DiffHunk, FileDiff } from "../../../../shared/contract/code/changes.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { formatBytes } from "../../../../shared/time.ts";
import { openInEditor } from "../../../actions/editor-actions.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button, IconButton } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { Loading, Skeleton } from "../../../ui/skeleton.tsx";
import type { DiffState } from "../changes/use-diff.ts";
import { blankDifference } from "./blank-changes.ts";
import { CoverageBar } from "./coverage-bar.tsx";
import { DiffLooks, type Layout, useLayout } from "./diff-looks.tsx";
import styles from "./diff-pane.module.css";
import { DiffView } from "./diff-view.tsx";
import { newLinesOf } from "./line-coverage.ts";
import type { FileCoverage } from "./use-line-coverage.ts";

interface DiffPaneProps {
  projectId: ProjectId;
  path: string;
  oldPath: string | null;
  state: DiffState;
  /** The chosen lines, by `placeKey`; `null` where none can be chosen. */
  chosen: ReadonlySet<string> | null;
  onToggle: (keys: readonly string[]) => void;
  /** Buttons for the file, and for each of its hunks. */
  actions: ReactNode;
  hunkActions: (hunk: number, content: DiffHunk) => ReactNode;
  /** How its new lines fared in a run; nothing is said of it when left out. */
  coverage?: FileCoverage | null;
  /** It is all of the file, not a difference. */
  isWhole?: boolean;
  /** Opens at the first line that was missed. */
  isAtMissed?: boolean;
  /** Closes it; only where it stands beside a list. */
  onClose?: () => void;
}

/** One file's difference with its tools. */
export function DiffPane(props: DiffPaneProps) {
  const { projectId, path, oldPath, state, actions, isWhole = false, onClose } = props;
  const { diff, failure, showLarge } = state;
  const chosenLayout = useLayout();
  const layout = isWhole ? "inline" : chosenLayout;
  const what = isWhole ? "Lines" : "Difference";
  return (
    <section aria-label={`${what} of ${path}`} className={styles.pane}>
      <header className={styles.head}>
        <h2 className={styles.path} title={path}>
          {oldPath !== null && <span className={styles.old}>{oldPath} → </span>}
          {path}
        </h2>
        {diff?.content.kind === "text" && !isWhole && (
          <span className={styles.counts}>
            <span className={styles.added}>+{diff.content.added}</span> <span className={styles.removed}>−{diff.content.removed}</span>
            <span className="visually-hidden"> lines</span>
          </span>
        )}
        <span className={styles.space} />
        {actions}
        {!isWhole && <DiffLooks />}
        <IconButton
          size="small"
          label={`Open ${path} in the editor`}
          onClick={() => void openInEditor(projectId, { path, line: firstLine(diff) })}
        >
          <SquarePen size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
        {onClose !== undefined && (
          <IconButton size="small" label="Close the file (Esc)" data-close-beside="" onClick={onClose}>
            <X size={14} strokeWidth={2} aria-hidden="true" />
          </IconButton>
        )}
      </header>
      {failure !== null && (
        <div className={styles.note}>
          <Banner kind="problem">
            {failure.message} {failure.hint}
          </Banner>
        </div>
      )}
      {diff === null && failure === null && (
        <div className={styles.note}>
          <Loading label="Comparing">
            <Skeleton height="240px" radius="10px" />
          </Loading>
        </div>
      )}
      {diff !== null && <Content {...props} diff={diff} layout={layout} onShowLarge={showLarge} />}
    </section>
  );
}

const blankWords = {
  "white space": "Only white space differs.",
  "line ending": "Only the line endings differ.",
} as const;

function Content({ diff, layout, onShowLarge, ...props }: DiffPaneProps & { diff: FileDiff; layout: Layout; onShowLarge: () => void }) {
  const { content, oldMode, newMode } = diff;
  const blank = useMemo(() => blankDifference(diff), [diff]);
  const mode = oldMode !== null && newMode !== null && oldMode !== newMode && (
    <p className={styles.mode}>
      {modeWords(oldMode, newMode)} (mode {oldMode} → {newMode})
    </p>
  );
  switch (content.kind) {
    case "text":
      return (
        <>
          {mode}
          {blank !== null && <p className={styles.mode}>{blankWords[blank]}</p>}
          {content.isCut && <p className={styles.mode}>Only the first 20,000 lines are shown.</p>}
          {content.hunks.length === 0 ? (
            <EmptyState title="No line differs">The difference is only in white space, or the file is empty.</EmptyState>
          ) : (
            <Lines {...props} diff={diff} layout={layout} />
          )}
        </>
      );
    case "same":
      return (
        <>
          {mode}
          <EmptyState title="The content is the same">Only the file's name or mode has changed.</EmptyState>
        </>
      );
    case "submodule":
      return (
        <EmptyState title="A repository of its own">
          <p>
            It stood at <code>{content.oldCommit?.slice(0, 12) ?? "nothing"}</code> and stands at{" "}
            <code>{content.newCommit?.slice(0, 12) ?? "nothing"}</code>.
          </p>
          {content.isDirty && <p>There are changes in it that are in no commit.</p>}
        </EmptyState>
      );
    case "large":
      return (
        <EmptyState title="A large file" actions={<Button onClick={onShowLarge}>Show it anyway</Button>}>
          {sizes(content)}
        </EmptyState>
      );
    default:
      return <EmptyState title={content.kind === "lfs" ? "Kept in Git LFS" : "No text"}>{sizes(content)}</EmptyState>;
  }
}

/** The lines, and what the tests of a run reached of them. */
function Lines({
  diff,
  layout,
  chosen,
  onToggle,
  hunkActions,
  coverage = null,
  isWhole = false,
  isAtMissed = false,
}: Omit<DiffPaneProps, "state"> & { diff: FileDiff; layout: Layout }) {
  const sums = useMemo(() => (coverage === null ? null : newLinesOf(diff, coverage.lines)), [diff, coverage]);
  const [target, setTarget] = useState<{ readonly line: number } | null>(null);
  const first = isAtMissed ? (sums?.missed[0] ?? null) : null;
  useEffect(() => setTarget(first === null ? null : { line: first }), [first]);
  return (
    <>
      {coverage !== null && sums !== null && (
        <CoverageBar run={coverage.run} sums={sums} isWhole={isWhole} line={target?.line ?? null} onGo={(line) => setTarget({ line })} />
      )}
      <DiffView
        diff={diff}
        layout={layout}
        chosen={chosen}
        onToggle={onToggle}
        hunkActions={hunkActions}
        coverage={coverage?.lines ?? null}
        isWhole={isWhole}
        target={target}
      />
    </>
  );
}

function modeWords(before: string, after: string): string {
  const isProgram = (mode: string) => mode === "100755";
  if (before.startsWith("100") && after.startsWith("100")) return isProgram(after) ? "Can be run now" : "Cannot be run any more";
  return after === "120000" ? "Is a link now" : "Is something else now";
}

function sizes({ oldBytes, newBytes }: { oldBytes: number | null; newBytes: number | null }): string {
  const text = (bytes: number | null) => (bytes === null ? "nothing" : formatBytes(bytes));
  return `It had ${text(oldBytes)} and has ${text(newBytes)}.`;
}

/** Where the editor is to open it. */
function firstLine(diff: FileDiff | null): number {
  if (diff?.content.kind !== "text") return 0;
  const [hunk] = diff.content.hunks;
  return hunk?.lines.find(({ kind, newLine }) => kind !== "same" && newLine !== null)?.newLine ?? hunk?.newStart ?? 0;
}

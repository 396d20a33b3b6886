import { Columns2, Pilcrow, Rows2, SquarePen } from "lucide-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import type { DiffHunk, FileDiff } from "../../../../shared/contract/code/changes.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { formatBytes } from "../../../../shared/time.ts";
import { openInEditor } from "../../../actions/editor-actions.ts";
import { preferencesStore, setChoice } from "../../../state/preferences.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button, IconButton } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { SegmentedControl } from "../../../ui/segmented-control.tsx";
import { Loading, Skeleton } from "../../../ui/skeleton.tsx";
import type { DiffState } from "../changes/use-diff.ts";
import styles from "./diff-pane.module.css";
import { DiffView } from "./diff-view.tsx";

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
}

/** One file's difference with its tools. */
export function DiffPane(props: DiffPaneProps) {
  const { projectId, path, oldPath, state, actions } = props;
  const { diff, failure, showLarge } = state;
  const layout = useStore(preferencesStore, (preferences) => (preferences.choices["code.layout"] === "split" ? "split" : "inline"));
  const isSpaceIgnored = useStore(preferencesStore, (preferences) => preferences.choices["code.space"] === "ignored");
  return (
    <section aria-label={`Difference of ${path}`} className={styles.pane}>
      <header className={styles.head}>
        <h2 className={styles.path} title={path}>
          {oldPath !== null && <span className={styles.old}>{oldPath} → </span>}
          {path}
        </h2>
        {diff?.content.kind === "text" && (
          <span className={styles.counts}>
            <span className={styles.added}>+{diff.content.added}</span> <span className={styles.removed}>−{diff.content.removed}</span>
            <span className="visually-hidden"> lines</span>
          </span>
        )}
        <span className={styles.space} />
        {actions}
        <IconButton
          size="small"
          label="Ignore white space"
          isPressed={isSpaceIgnored}
          onClick={() => setChoice("code.space", isSpaceIgnored ? "" : "ignored")}
        >
          <Pilcrow size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
        <SegmentedControl
          label="Layout of the difference"
          value={layout}
          onChange={(next) => setChoice("code.layout", next)}
          segments={[
            {
              value: "inline",
              label: <span className="visually-hidden">One column</span>,
              icon: <Rows2 size={14} strokeWidth={2} aria-hidden="true" />,
            },
            {
              value: "split",
              label: <span className="visually-hidden">Side by side</span>,
              icon: <Columns2 size={14} strokeWidth={2} aria-hidden="true" />,
            },
          ]}
        />
        <IconButton
          size="small"
          label={`Open ${path} in the editor`}
          onClick={() => void openInEditor(projectId, { path, line: firstLine(diff) })}
        >
          <SquarePen size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
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

function Content({
  diff,
  layout,
  onShowLarge,
  ...props
}: DiffPaneProps & { diff: FileDiff; layout: "inline" | "split"; onShowLarge: () => void }) {
  const { content, oldMode, newMode } = diff;
  const mode = oldMode !== null && newMode !== null && oldMode !== newMode && (
    <p className={styles.mode}>
      Mode {oldMode} → {newMode}
    </p>
  );
  switch (content.kind) {
    case "text":
      return (
        <>
          {mode}
          {content.isCut && <p className={styles.mode}>Only the first 20,000 lines are shown.</p>}
          {content.hunks.length === 0 ? (
            <EmptyState title="No line differs">The difference is only in white space, or the file is empty.</EmptyState>
          ) : (
            <DiffView diff={diff} layout={layout} chosen={props.chosen} onToggle={props.onToggle} hunkActions={props.hunkActions} />
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

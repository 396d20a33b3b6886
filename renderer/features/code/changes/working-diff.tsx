import { Minus, Plus, Undo2 } from "lucide-react";
import { useEffect, useState } from "react";
import { countOf } from "../../../../shared/counts.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { discardFiles, discardLines, moveFiles, moveLines } from "../../../actions/code-actions.ts";
import { Button } from "../../../ui/button.tsx";
import { DiffPane } from "../diff/diff-pane.tsx";
import { changedLines, placeKey, selectionOf } from "../diff/diff-rows.ts";
import type { FileEntry } from "./file-entries.ts";
import { useDiff } from "./use-diff.ts";

const nothing: ReadonlySet<string> = new Set();

/** How a file of the working folder differs, and staging of all or parts of it. */
export function WorkingDiff({ projectId, entry }: { projectId: ProjectId; entry: FileEntry }) {
  const { file } = entry;
  const side = entry.side === "staged" ? "staged" : "unstaged";
  const to = side === "staged" ? "unstaged" : "staged";
  const state = useDiff(projectId, file.path, { of: side });
  const { diff } = state;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(nothing);
  const fingerprint = diff?.fingerprint;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the places are those of one difference
  useEffect(() => setChosen(nothing), [fingerprint]);

  const selected = (places: Iterable<string>) => ({ path: file.path, fingerprint: diff?.fingerprint ?? "", lines: selectionOf(places) });
  function toggle(keys: readonly string[]): void {
    const isOn = keys.every((key) => chosen.has(key));
    setChosen(isOn ? new Set([...chosen].filter((key) => !keys.includes(key))) : new Set([...chosen, ...keys]));
  }

  const verb = to === "staged" ? "Stage" : "Take back";
  const icon =
    to === "staged" ? <Plus size={14} strokeWidth={2} aria-hidden="true" /> : <Minus size={14} strokeWidth={2} aria-hidden="true" />;
  const count = chosen.size;
  const canCut = diff?.content.kind === "text" && !file.isSubmodule;
  return (
    <DiffPane
      projectId={projectId}
      path={file.path}
      oldPath={file.oldPath}
      state={state}
      chosen={canCut ? chosen : null}
      onToggle={toggle}
      actions={
        <>
          {side === "unstaged" && (
            <Button
              size="small"
              kind="quiet"
              onClick={() => void (count > 0 ? discardLines(projectId, selected(chosen)) : discardFiles(projectId, [file.path]))}
            >
              <Undo2 size={14} strokeWidth={2} aria-hidden="true" />
              {count > 0 ? `Discard ${lines(count)}` : "Discard"}
            </Button>
          )}
          <Button
            size="small"
            onClick={() => void (count > 0 ? moveLines(projectId, to, selected(chosen)) : moveFiles(projectId, to, [file.path]))}
          >
            {icon}
            {count > 0 ? `${verb} ${lines(count)}` : `${verb} the ${file.isSubmodule ? "submodule" : "file"}`}
          </Button>
        </>
      }
      hunkActions={(hunk, content) => {
        if (!canCut) return null;
        const places = changedLines(content, hunk).map(placeKey);
        return (
          <>
            {side === "unstaged" && (
              <Button size="small" kind="quiet" onClick={() => void discardLines(projectId, selected(places))}>
                Discard hunk
              </Button>
            )}
            <Button size="small" kind="quiet" onClick={() => void moveLines(projectId, to, selected(places))}>
              {verb} hunk
            </Button>
          </>
        );
      }}
    />
  );
}

function lines(count: number): string {
  return countOf(count, "line");
}

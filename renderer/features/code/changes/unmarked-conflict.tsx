import type { ChangedFile } from "../../../../shared/contract/code/changes.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { DiffView } from "../diff/diff-view.tsx";
import type { Names } from "./conflict-model.ts";
import { keptSide } from "./conflict-model.ts";
import styles from "./conflict-pane.module.css";
import { useDiff } from "./use-diff.ts";

interface UnmarkedConflictProps {
  projectId: ProjectId;
  file: ChangedFile;
  names: Names;
  onTakeAsItIs: () => void;
}

/** A file that is taken as a whole: one side deleted it, it holds no text, or it was edited already. */
export function UnmarkedConflict({ projectId, file, names, onTakeAsItIs }: UnmarkedConflictProps) {
  const { diff } = useDiff(projectId, file.path, { of: "whole", commit: null });
  const kept = keptSide(file.conflict);
  const isText = diff?.content.kind === "text" && diff.content.hunks.length > 0;
  return (
    <>
      <div className={styles.note}>
        {kept !== null ? (
          <Banner kind="note">
            Keep the file as {kept === "ours" ? names.ours : names.theirs} has it, or delete it.{isText && " This is what it holds."}
          </Banner>
        ) : file.conflict === "both-deleted" ? (
          <Banner kind="note">No side has it any more under this name.</Banner>
        ) : (
          <Banner kind="note" actions={<Button onClick={onTakeAsItIs}>Take the file as it is</Button>}>
            There are no marks in this file: it holds no text, or it was edited already.
          </Banner>
        )}
      </div>
      {isText && (
        <DiffView diff={diff} layout="inline" chosen={null} onToggle={ignore} hunkActions={ignore} coverage={null} isWhole target={null} />
      )}
    </>
  );
}

/** Nothing of the file can be chosen. */
function ignore(): null {
  return null;
}

import { SquarePen } from "lucide-react";
import type { ProjectId } from "../../../shared/ids.ts";
import { openInEditor } from "../../actions/editor-actions.ts";
import { Button } from "../../ui/button.tsx";
import type { Place } from "./failure-lines.ts";
import styles from "./open-place.module.css";
import { fileName } from "./test-words.ts";

/** Opens a place in the person's editor. */
export function OpenPlace({ projectId, place }: { projectId: ProjectId; place: Place }) {
  const { path, line } = place;
  const where = line === undefined ? path : `${path}:${line}`;
  return (
    <Button size="small" title={where} onClick={() => void openInEditor(projectId, place)}>
      <SquarePen size={14} strokeWidth={2} aria-hidden="true" />
      <span className={styles.name}>Open {fileName(where)}</span>
    </Button>
  );
}

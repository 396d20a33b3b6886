import type { ConflictSide } from "../../../../shared/contract/code/changes.ts";
import type { FieldConflict, PlanItem, PlanItemDetail } from "../../../../shared/contract/plan.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { resolveField } from "../../../actions/plan-actions.ts";
import { Button } from "../../../ui/button.tsx";
import { Part } from "../../../ui/part.tsx";
import styles from "./conflicts-part.module.css";
import { useSideNames } from "./use-side-names.ts";

/** What two people changed differently: both sides of each field, of which one is taken. */
export function ConflictsPart({ projectId, detail }: { projectId: ProjectId; detail: PlanItemDetail }) {
  const { item, path, fingerprint } = detail;
  const names = useSideNames(projectId, path, fingerprint);
  return (
    <Part title="Conflicts" aside="Both sides changed these fields; everything else is merged.">
      <ul className={styles.list}>
        {item.conflicts.map((conflict) => (
          <li key={conflict.field}>
            <p className={styles.field}>{conflict.field}</p>
            <div className={styles.sides}>
              <Side projectId={projectId} item={item} conflict={conflict} side="ours" whose={names?.ours} />
              <Side projectId={projectId} item={item} conflict={conflict} side="theirs" whose={names?.theirs} />
            </div>
            {conflict.base !== null && conflict.base !== "" && <p className={styles.base}>Before: {conflict.base}</p>}
          </li>
        ))}
      </ul>
    </Part>
  );
}

interface SideProps {
  projectId: ProjectId;
  item: PlanItem;
  conflict: FieldConflict;
  side: "ours" | "theirs";
  whose: ConflictSide | undefined;
}

function Side({ projectId, item, conflict, side, whose }: SideProps) {
  const text = conflict[side];
  const name = side === "ours" ? "Ours" : "Theirs";
  return (
    <div className={styles.side}>
      <span className={styles.name} title={whose?.subject ?? undefined}>
        {whose === undefined ? name : `${name}: ${whose.name}`}
      </span>
      <div className={styles.text}>{text === "" ? <i className={styles.empty}>empty</i> : text}</div>
      <Button
        size="small"
        aria-label={`Take ${side} for ${conflict.field}`}
        onClick={() => void resolveField(projectId, item, conflict.field, side)}
      >
        Take {side}
      </Button>
    </div>
  );
}

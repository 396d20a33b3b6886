import type { StageRun } from "../../../../shared/contract/schemas.ts";
import type { StageRunId } from "../../../../shared/ids.ts";
import { lookOf, titleOf } from "../../../../shared/stage-groups.ts";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { statusWord } from "../../../ui/status-word.tsx";
import type { ColumnLayout } from "../columns/column-layout.ts";
import { reasonWords } from "./card-words.ts";
import { chooseMarks } from "./marks.ts";
import styles from "./stage-card.module.css";

interface VariantMarksProps {
  stage: string;
  variants: readonly StageRun[];
  layout: ColumnLayout;
  tabIndex: number;
  /** Opens the log of a variant. */
  onOpen: (stageRunId: StageRunId) => void;
  /** Shows all variants. */
  onMore: () => void;
}

/** A card's padding and border on both sides. */
const chromePx = 26;

/** How each variant of a stage's matrix stands. A mark leads to its log. */
export function VariantMarks({ stage: name, variants, layout, tabIndex, onOpen, onMore }: VariantMarksProps) {
  const { shown, isNamed, hiddenCount } = chooseMarks(variants, layout.columnWidth - chromePx);
  return (
    <span className={styles.marks} data-named={isNamed ? "" : undefined}>
      {shown.map((stage) => (
        <button
          key={stage.id}
          type="button"
          className={styles.mark}
          tabIndex={tabIndex}
          aria-label={markWords(stage)}
          title={markWords(stage)}
          onClick={() => onOpen(stage.id)}
        >
          {isNamed && stage.variant}
          <StatusIcon status={lookOf(stage)} size={12} />
        </button>
      ))}
      {hiddenCount > 0 && (
        <button
          type="button"
          className={styles.mark}
          tabIndex={tabIndex}
          aria-label={`${hiddenCount} more variants of ${name}`}
          title={`All ${variants.length} variants`}
          onClick={onMore}
        >
          +{hiddenCount}
        </button>
      )}
    </span>
  );
}

/** `unit 2/2: Failed, exit code 1, try 3` */
function markWords(stage: StageRun): string {
  const words = [statusWord(lookOf(stage)), reasonWords(stage), stage.attempt > 1 ? `try ${stage.attempt}` : ""];
  return `${titleOf(stage)}: ${words.filter((word) => word !== "").join(", ")}`;
}

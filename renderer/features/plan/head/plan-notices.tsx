import type { PlanBoard, PlanRepair } from "../../../../shared/contract/plan.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { openInEditor } from "../../../actions/editor-actions.ts";
import { mendPlan } from "../../../actions/plan-actions.ts";
import { askForTrust } from "../../../state/overlay.ts";
import { readPlan } from "../../../state/plan.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { Prose } from "../../../ui/prose.tsx";
import styles from "./plan-notices.module.css";

/** What is to be said before the board: what can be mended, what cannot be read, and what git is not asked. */
export function PlanNotices({ projectId, board, isTrusted }: { projectId: ProjectId; board: PlanBoard; isTrusted: boolean }) {
  const { repairs, problems } = board;
  const [problem] = problems;
  if (repairs.length === 0 && problem === undefined && isTrusted) return null;
  return (
    <div className={styles.notices}>
      {!isTrusted && (
        <Banner kind="note" actions={<Button onClick={() => askForTrust(projectId, () => void readPlan())}>Trust…</Button>}>
          Git is not asked about this folder until you trust it: commits, branches and people are missing here.
        </Banner>
      )}
      {repairs.length > 0 && (
        <Banner kind="note" actions={<Button onClick={() => void mendPlan(projectId)}>Mend</Button>}>
          <Prose text={repairWords(repairs, board)} />
        </Banner>
      )}
      {problem !== undefined && (
        <Banner
          kind="problem"
          actions={
            <Button onClick={() => void openInEditor(projectId, problem.line > 0 ? { path: problem.path, line: problem.line } : problem)}>
              Open the file
            </Button>
          }
        >
          <Prose text={`\`${problem.path}:${problem.line}\`: ${problem.message}`} />
          {problems.length > 1 && ` And ${problems.length - 1} more.`}
        </Banner>
      )}
    </div>
  );
}

/** One sentence for all that can be mended at once. */
export function repairWords(repairs: readonly PlanRepair[], board: Pick<PlanBoard, "items">): string {
  const numbers = repairs.filter((repair) => repair.kind === "number");
  const merges = repairs.length - numbers.length;
  const titleOf = (key: string) => board.items.find((item) => item.key === key)?.title ?? key;
  const [first] = numbers;
  const parts: string[] = [];
  if (first !== undefined && numbers.length === 1) {
    parts.push(`Two items are called #${first.number}: “${titleOf(first.changes)}” becomes #${first.becomes}.`);
  } else if (numbers.length > 1) {
    parts.push(`${numbers.length} items have the number of another one: each of them gets its own.`);
  }
  if (merges > 0) parts.push(`Git could not merge ${merges === 1 ? "one item" : `${merges} items`}; Millrace can, field by field.`);
  return parts.join(" ");
}

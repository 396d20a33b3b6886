import { useState } from "react";
import type { PlanBoard, PlanItem, PlanProblem, PlanRepair } from "../../../../shared/contract/plan.ts";
import { countOf } from "../../../../shared/counts.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { itemName } from "../../../../shared/plan-look.ts";
import { openInEditor } from "../../../actions/editor-actions.ts";
import { mendPlan } from "../../../actions/plan-actions.ts";
import { askForTrust, showOverlay } from "../../../state/overlay.ts";
import { readPlan } from "../../../state/plan.ts";
import { changeQuery } from "../../../state/route.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { Prose } from "../../../ui/prose.tsx";
import styles from "./plan-notices.module.css";

/** What is to be said before the board: what can be mended, what is to be chosen, what cannot be read, and what git is not asked. */
export function PlanNotices({ projectId, board, isTrusted }: { projectId: ProjectId; board: PlanBoard; isTrusted: boolean }) {
  const { repairs, problems, strays } = board;
  const torn = tornItems(board);
  const [next] = torn;
  if (repairs.length + problems.length + strays.length === 0 && next === undefined && isTrusted) return null;
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
      {next !== undefined && (
        <Banner kind="note" actions={<Button onClick={() => changeQuery({ item: next.key })}>Choose</Button>}>
          {tornWords(torn)}
        </Banner>
      )}
      {strays.length > 0 && (
        <Banner kind="note" actions={<Button onClick={() => showOverlay({ kind: "plan-columns" })}>Edit the columns</Button>}>
          {strayWords(board)}
        </Banner>
      )}
      {problems.length > 0 && <ProblemsNotice projectId={projectId} problems={problems} />}
    </div>
  );
}

/** What cannot be read as it stands: the first at once, all on request. */
function ProblemsNotice({ projectId, problems }: { projectId: ProjectId; problems: readonly PlanProblem[] }) {
  const [isOpen, setOpen] = useState(false);
  const [first] = problems;
  if (first === undefined) return null;
  if (problems.length === 1) {
    return (
      <Banner kind="problem" actions={<Button onClick={() => openPlace(projectId, first)}>Open the file</Button>}>
        <Prose text={problemWords(first)} />
      </Banner>
    );
  }
  return (
    <Banner
      kind="problem"
      actions={
        <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? "Show the first alone" : `Show all ${problems.length}`}
        </Button>
      }
    >
      {isOpen ? (
        <ul aria-label="What cannot be read" className={styles.problems}>
          {problems.slice(0, mostProblems).map((problem) => (
            <li key={`${problem.path}:${problem.line} ${problem.message}`}>
              <button type="button" className={styles.place} onClick={() => openPlace(projectId, problem)}>
                {placeWords(problem)}
              </button>
              : <Prose text={`${problem.message}.`} />
            </li>
          ))}
          {problems.length > mostProblems && <li>And {problems.length - mostProblems} more.</li>}
        </ul>
      ) : (
        <Prose text={`${problemWords(first)} And ${problems.length - 1} more.`} />
      )}
    </Banner>
  );
}

const mostProblems = 100;

function openPlace(projectId: ProjectId, { path, line }: PlanProblem): void {
  void openInEditor(projectId, line > 0 ? { path, line } : { path });
}

function placeWords({ path, line }: PlanProblem): string {
  return line > 0 ? `${path}:${line}` : path;
}

function problemWords(problem: PlanProblem): string {
  return `\`${placeWords(problem)}\`: ${problem.message}.`;
}

/** Items of which a side is to be chosen, once they are merged as far as that goes. */
function tornItems({ items, repairs }: PlanBoard): PlanItem[] {
  const unmerged = new Set(repairs.flatMap((repair) => (repair.kind === "merge" ? [repair.key] : [])));
  return items.filter(({ key, conflicts }) => conflicts.length > 0 && !unmerged.has(key));
}

/** One sentence for the items that two people changed differently. */
export function tornWords(items: readonly Pick<PlanItem, "number" | "title" | "conflicts">[]): string {
  const [first] = items;
  if (first === undefined) return "";
  const fields = first.conflicts.map(({ field }) => field).join(" and ");
  const rest =
    items.length === 1 ? "" : items.length === 2 ? " One more item has two sides." : ` ${items.length - 1} more items have two sides.`;
  return `Two people changed the ${fields} of ${itemName(first)}: choose a side.${rest}`;
}

/** One sentence for the items that stand elsewhere than their files say. */
export function strayWords({ strays, columns }: Pick<PlanBoard, "strays" | "columns">): string {
  const count = strays.reduce((sum, { items }) => sum + items, 0);
  const names = strays.map(({ column }) => column).slice(0, mostNames);
  const all = `${names.join(", ")}${strays.length > mostNames ? ", …" : ""}`;
  const [whose, stand] = count === 1 ? ["names", "it stands"] : ["name", "they stand"];
  return `${countOf(count, "item")} ${whose} a column that the board does not have (${all}): ${stand} in ${columns[0]?.name ?? ""}.`;
}

const mostNames = 5;

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

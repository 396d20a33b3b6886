import { SquareKanban } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { ItemChange, ItemSource, PlanItem } from "../../shared/contract/plan.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { addItem, showItem } from "../actions/plan-actions.ts";
import { call } from "../link/call.ts";
import { planStore } from "../state/plan.ts";
import { Button } from "../ui/button.tsx";

interface MakeItemProps {
  projectId: ProjectId;
  /** What the item is made from; the same must come again for the same thing. */
  source: ItemSource;
  /** What it begins with. */
  item: ItemChange & { readonly title: string };
  size?: "normal" | "small";
}

/** Makes something an item of the plan with one click, or shows the item that it was made before. */
export function MakeItem({ projectId, source, item, size = "normal" }: MakeItemProps) {
  const made = useItemOf(projectId, source);
  const [isBusy, setBusy] = useState(false);
  async function make(): Promise<void> {
    setBusy(true);
    await addItem(projectId, { ...item, source });
    setBusy(false);
  }
  const icon = <SquareKanban size={14} strokeWidth={2} aria-hidden="true" />;
  if (made !== null) {
    return (
      <Button size={size} title={made.title} onClick={() => showItem(projectId, made.key)}>
        {icon}
        {made.number === null ? "Show the item" : `Item #${made.number}`}
      </Button>
    );
  }
  return (
    <Button size={size} disabled={isBusy} onClick={() => void make()}>
      {icon}
      Make an item
    </Button>
  );
}

/** The item that was made from something; `null` without one, or until it is known. */
function useItemOf(projectId: ProjectId, source: ItemSource): PlanItem | null {
  const [item, setItem] = useState<PlanItem | null>(null);
  // The plan may have got it, or lost it.
  const board = useStore(planStore, (state) => state.board);
  const wanted = JSON.stringify(source);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked for again with the board
  useEffect(() => {
    let isMeant = true;
    void call((engine) => engine.plan.ofSource({ projectId, source: JSON.parse(wanted) })).then((answer) => {
      if (isMeant && answer.ok) setItem(answer.value.item);
    });
    return () => {
      isMeant = false;
    };
  }, [projectId, wanted, board]);
  return item;
}

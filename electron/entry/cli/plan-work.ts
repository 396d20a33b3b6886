import type { PlanItem } from "../../../shared/contract/plan.ts";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import { createAncestryReader } from "../../engine/ancestry/ancestry.ts";
import { systemClock } from "../../engine/clock.ts";
import { createTurns } from "../../engine/code/code.ts";
import { noteOf } from "../../engine/plan/plan.ts";
import { createLinkService, type LinkService } from "../../engine/service/plan/links.ts";
import { createPlanService, type PlanService } from "../../engine/service/plan/plans.ts";
import { createPlanWorkService, type PlanWorkService } from "../../engine/service/plan/work.ts";
import type { Store, StoredProject } from "../../engine/store/store.ts";
import type { CommandFailure, Invocation } from "./command.ts";
import { openKnownProject } from "./known-project.ts";

/** The plan of a project, and what the code has to do with it. */
export interface PlanWorkPlace {
  readonly store: Store;
  readonly project: StoredProject;
  readonly plan: PlanService;
  readonly work: PlanWorkService;
  readonly links: LinkService;
}

/** Does something with the plan of the project at the folder. Git asks the terminal itself, if there is one. */
export async function withPlanWork(
  invocation: Invocation,
  use: (place: PlanWorkPlace) => Promise<Result<number, CommandFailure>>,
): Promise<Result<number, CommandFailure>> {
  const place = await openKnownProject(invocation);
  if (!place.ok) return place;
  const { store, project } = place.value;
  const links = createLinkService(store, createAncestryReader(noteOf));
  const parts = { store, turns: createTurns(), prompts: null, now: systemClock };
  const plan = createPlanService({ ...parts, links, onChange: null });
  try {
    return await use({ store, project, plan, work: createPlanWorkService({ ...parts, plan }), links });
  } finally {
    plan.close();
    store.close();
  }
}

/** The item that a word stands for: `12`, `#12`, its key, or the beginning of that. */
export function itemNamed(items: readonly PlanItem[], word: string): Result<PlanItem, ReturnType<typeof failure>> {
  const number = /^#?(\d+)$/.exec(word)?.[1];
  const found =
    number === undefined
      ? (items.find(({ key }) => key === word) ?? only(items.filter(({ key }) => key.startsWith(word))))
      : items.find((item) => item.number === Number(number));
  if (found !== undefined) return ok(found);
  return err(failure("not-found", `The board has no item ${word}.`, "See millrace plan list for what it has."));
}

function only(items: readonly PlanItem[]): PlanItem | undefined {
  return items.length === 1 ? items[0] : undefined;
}

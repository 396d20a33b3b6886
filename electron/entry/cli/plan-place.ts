import type { PlanItem } from "../../../shared/contract/plan.ts";
import { type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { createAncestryReader } from "../../engine/ancestry/ancestry.ts";
import { systemClock } from "../../engine/clock.ts";
import { createTurns } from "../../engine/code/code.ts";
import { noteOf } from "../../engine/plan/plan.ts";
import { createLinkService, type LinkService } from "../../engine/service/plan/links.ts";
import { createPlanService, type PlanService } from "../../engine/service/plan/plans.ts";
import { createPlanWorkService, type PlanWorkService } from "../../engine/service/plan/work.ts";
import type { Store, StoredProject } from "../../engine/store/store.ts";
import type { CommandFailure, Invocation } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";
import { fail, failUsage } from "./fail.ts";
import { openKnownProject } from "./known-project.ts";

/** The project whose plan a command is about. */
export interface PlanPlace {
  readonly plan: PlanService;
  /** What the code has to do with it. */
  readonly work: PlanWorkService;
  readonly links: LinkService;
  readonly project: StoredProject;
  readonly store: Store;
  /** The item that a word names: its number, or its file's name. */
  find(word: string): Promise<Result<PlanItem, CommandFailure>>;
}

/** Does something with the plan of the project at the folder. */
export async function withPlan(
  invocation: Invocation,
  use: (place: PlanPlace) => Promise<Result<number, CommandFailure>>,
): Promise<Result<number, CommandFailure>> {
  const opened = await openKnownProject(invocation);
  if (!opened.ok) return opened;
  const { store, project } = opened.value;
  const links = createLinkService(store, createAncestryReader(noteOf));
  const parts = { store, turns: createTurns(), prompts: null, now: systemClock };
  const plan = createPlanService({ ...parts, links, onChange: null });
  try {
    const work = createPlanWorkService({ ...parts, plan });
    return await use({ plan, work, links, project, store, find: (word) => findItem(plan, project, word) });
  } finally {
    plan.close();
    store.close();
  }
}

/** Ends a command with a failure of the plan. */
export function failPlan(cause: Failure): ReturnType<typeof fail> {
  return fail(cause, cause.code === "plan-refused" || cause.code === "plan-stale" ? exitCodes.usage : undefined);
}

async function findItem(plan: PlanService, project: StoredProject, word: string): Promise<Result<PlanItem, CommandFailure>> {
  const named = word.replace(/^.*\//, "").replace(/\.md$/, "");
  const number = /^#?([1-9]\d{0,8})$/.exec(word)?.[1];
  const items = await plan.items(project.id);
  const byKey = items.find(({ key }) => key === named);
  const found = byKey === undefined && number !== undefined ? items.filter((item) => item.number === Number(number)) : [byKey];
  if (found.length > 1) {
    const keys = found.flatMap((item) => item?.key ?? []).join(" and ");
    return failUsage(`#${number} is ${keys}.`, "Name the file, or let millrace plan mend give each a number of its own.");
  }
  if (found[0] !== undefined) return ok(found[0]);
  return fail(failure("not-found", `${project.name} has no item ${word}.`, "See millrace plan list."));
}

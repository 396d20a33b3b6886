import type { CodeComment, PlanColumn, PlanItem } from "../../../../shared/contract/plan.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { type CodeFailure, changeIn, createBranch, impossible, orCodeFailure, type PromptDesk, type Turns } from "../../code/code.ts";
import { openGit } from "../../git/git.ts";
import { branchNameFor, itemsNamedByBranch, readCodeComments, refused } from "../../plan/plan.ts";
import type { Store, StoredProject } from "../../store/store.ts";
import { findProject } from "../project/projects.ts";
import type { PlanFailure } from "./desks.ts";
import type { PlanService } from "./plans.ts";

type Failures = PlanFailure | CodeFailure;

/** The part of the `plan` area of the contract that is about the code: work on items, and items that the code asks for. */
export interface PlanWorkService {
  start(input: {
    projectId: ProjectId;
    key: string;
    branch?: string | undefined;
  }): Promise<Result<{ branch: string; undoId: string }, Failures>>;
  codeComments(input: { projectId: ProjectId }): Promise<Result<{ comments: CodeComment[]; isCut: boolean }, Failures>>;
}

/** What the service works with. */
export interface PlanWorkParts {
  readonly store: Store;
  readonly plan: PlanService;
  readonly turns: Turns;
  readonly prompts: PromptDesk | null;
  readonly now: Clock;
}

/** For trusted projects alone: both have git look at, or change, the working files. */
export function createPlanWorkService({ store, plan, turns, prompts, now }: PlanWorkParts): PlanWorkService {
  function trusted(projectId: ProjectId): Result<StoredProject, Failures> {
    const project = findProject(store, projectId);
    if (!project.ok || project.value.trusted) return project;
    return err(failure("not-trusted", `${project.value.name} has not been trusted yet.`, "Trust it on its board first."));
  }

  /** Makes the branch where HEAD is, or goes to the one that is there. */
  function goTo({ path: folder }: StoredProject, name: string): Promise<Result<undefined, CodeFailure>> {
    return changeIn({ folder, turns, prompts, now }, async ({ reader, writer }) => {
      const isThere = (await reader.textOf(["rev-parse", "--verify", "--quiet", "--end-of-options", `refs/heads/${name}`])) !== "";
      if (!isThere) return createBranch(folder, writer, { name, from: "HEAD", isSwitch: true });
      const switched = orCodeFailure(await writer.run(["switch", "--quiet", name]));
      return switched.ok ? ok(undefined) : switched;
    });
  }

  return {
    start: async ({ projectId, key, branch }) => {
      const project = trusted(projectId);
      if (!project.ok) return project;
      const board = await plan.board({ projectId });
      if (!board.ok) return board;
      const item = board.value.items.find((one) => one.key === key);
      if (item === undefined)
        return err(failure("not-found", `The board has no item ${key}.`, "It may be in the archive, or have been removed."));
      // A file written by hand gets its number with the first change.
      const numbered = item.number === null ? await plan.change({ projectId, key, fields: {} }) : ok({ number: item.number });
      if (!numbered.ok) return numbered;
      const { number } = numbered.value;
      const name = branch ?? branchNameFor(number, item.title);
      if (!itemsNamedByBranch(name).includes(number)) {
        return err(
          refused(
            `The branch ${name} would not name #${number}.`,
            `Let a part of it begin with ${number}-, as in ${branchNameFor(number, item.title)}.`,
          ),
        );
      }
      const made = await goTo(project.value, name);
      if (!made.ok) return made;
      const after = await plan.board({ projectId });
      if (!after.ok) return after;
      const now = after.value.items.find((one) => one.key === key) ?? item;
      const mine = now.assignee === null && after.value.me !== null ? { assignee: after.value.me } : {};
      // A branch that was there before moves nothing by itself.
      const column = columnOfWork(after.value.columns, now);
      const changed = await plan.change({ projectId, key, fields: { ...mine, ...(column === null ? {} : { column }) } });
      return changed.ok ? ok({ branch: name, undoId: changed.value.undoId }) : changed;
    },
    codeComments: async ({ projectId }) => {
      const project = trusted(projectId);
      if (!project.ok) return project;
      const git = orCodeFailure(await openGit(project.value.path, { isTrusted: true }));
      if (!git.ok) {
        const isNone = git.failure.code === "no-repository";
        return isNone
          ? err(impossible(`${project.value.name} is in no git repository.`, "Comments are looked for in files that git knows."))
          : git;
      }
      const [found, items] = await Promise.all([readCodeComments(git.value), plan.items(projectId)]);
      if (!found.ok) {
        return found.failure.code === "not-a-repository"
          ? err(impossible(found.failure.message, "Comments are looked for in files that git knows."))
          : orCodeFailure(found);
      }
      const made = new Map(items.flatMap(({ key, source }) => (source?.kind === "comment" ? [[source.sum, key] as const] : [])));
      const comments = found.value.comments.map((comment) => ({ ...comment, item: made.get(comment.sum) ?? null }));
      return ok({ comments, isCut: found.value.isCut });
    },
  };
}

/** The column to which a branch moves an item that stands before it; `null` when there is nothing to do. */
function columnOfWork(columns: readonly PlanColumn[], item: PlanItem): string | null {
  const place = columns.findIndex(({ rule }) => rule?.when === "branch");
  const own = columns.findIndex(({ name }) => name === item.column);
  return place > own ? (columns[place]?.name ?? null) : null;
}

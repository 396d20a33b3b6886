import { chooseTasks, type NamedTask } from "./choose-tasks.ts";
import type { ProjectFolder } from "./project-folder.ts";
import { addChosen, noteEffects, type Proposal, type ProposedStage } from "./proposal.ts";

/** A task runner's file, as far as it matters. */
export interface RunnerFile {
  readonly toolchain: string;
  readonly command: string;
  readonly source: string;
  readonly tasks: readonly NamedTask[];
}

/** The tasks that make stages, each run by the runner itself. */
export function proposeRunner(folder: ProjectFolder, { toolchain, command, source, tasks }: RunnerFile): Proposal {
  const stages: ProposedStage[] = [];
  const { chosen, effects } = chooseTasks(tasks);
  noteEffects(folder, source, effects);
  addChosen(stages, chosen, source, (name) => `${command} ${name}`);
  return { kind: "runner", toolchain, prefix: command, stages };
}

import type { ChosenTask } from "./choose-tasks.ts";
import type { ProjectFolder } from "./project-folder.ts";
import type { Role } from "./role.ts";

/** A stage as one toolchain proposes it; `id` and `needs` are unique only within its {@link Proposal}. */
export interface ProposedStage {
  readonly id: string;
  readonly role: Role;
  readonly run: string;
  readonly needs: readonly string[];
  /** The file it comes from, relative to the folder that was looked at. */
  readonly source: string;
}

/** What one toolchain makes of one folder. */
export interface Proposal {
  /**
   * A `toolchain` builds sources; a `runner` mostly wraps toolchains, so it adds only purposes that none of them has; a
   * `packer` packs what they built and tested, so it comes last.
   */
  readonly kind: "toolchain" | "runner" | "packer";
  /** For people: `npm`, `CMake`. */
  readonly toolchain: string;
  /** Put before names that another toolchain has, too. */
  readonly prefix: string;
  readonly stages: readonly ProposedStage[];
}

/** Reads one toolchain's files in a folder; `null` when it is not used there. Never throws for what stands in the files. */
export type Detector = (folder: ProjectFolder) => Promise<Proposal | null>;

/** The names of the stages with one of these roles: what a later stage needs. */
export function stagesWithRole(stages: readonly ProposedStage[], ...roles: Role[]): string[] {
  return stages.filter((stage) => roles.includes(stage.role)).map((stage) => stage.id);
}

/** Whether a name may stand in a command as it is, without quotes and without being taken for an option. */
export function isPlainWord(name: string): boolean {
  return /^[A-Za-z0-9_.@][A-Za-z0-9_.:@/+-]{0,99}$/.test(name) && !name.split("/").includes("..");
}

/** Says which scripts were left out because they reach other people: running a whole detected pipeline must not publish. */
export function noteEffects(folder: ProjectFolder, source: string, names: readonly string[]): void {
  const plain = names.filter(isPlainWord).map((name) => `\`${name}\``);
  if (plain.length === 0) return;
  const place = folder.placeOf(source);
  folder.notes.push(
    `${place}: ${plain.join(", ")} left out, because running it would publish or deploy; add it to millrace.yml where it is wanted.`,
  );
}

/** What a stage of `role` waits for among the stages before it: tests for the build, everything for the installation. */
export function usualNeeds(role: Role, before: readonly ProposedStage[]): string[] {
  const builds = role === "test" ? stagesWithRole(before, "build") : [];
  return builds.length > 0 ? builds : stagesWithRole(before, "install");
}

/** Adds chosen tasks as stages, in their order; a name that could not stand in a command as it is makes none. */
export function addChosen(stages: ProposedStage[], chosen: readonly ChosenTask[], source: string, command: (name: string) => string): void {
  for (const { name, role } of chosen) {
    if (isPlainWord(name)) stages.push({ id: name, role, run: command(name), needs: usualNeeds(role, stages), source });
  }
}

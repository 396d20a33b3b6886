import type { StageRun } from "../../../shared/contract/schemas.ts";

/** `unit fails on main`. */
export function stageTitle({ name, status }: Pick<StageRun, "name" | "status">, branch: string | null): string {
  return `${name} ${status === "errored" ? "cannot run" : "fails"}${branch === null ? "" : ` on ${branch}`}`;
}

/** What {@link stageTitle} says of a stage, when it is whole again: `unit failed on main`. */
export function endedTitle(title: string, stage: string): string {
  for (const [now, then] of [
    ["fails", "failed"],
    ["cannot run", "could not run"],
  ] as const)
    if (title.startsWith(`${stage} ${now}`)) return `${stage} ${then}${title.slice(stage.length + 1 + now.length)}`;
  return title;
}

/** `a41f9c2 fix: cart`. */
export function commitWords(commit: string, subject: string | null): string {
  return subject === null || subject === "" ? commit.slice(0, 7) : `${commit.slice(0, 7)} ${subject}`;
}

/** Names in a sentence: `unit`, `unit and lint`, `unit, lint and 3 more`. */
export function namesWords(names: readonly string[]): string {
  const [first = "", second, ...rest] = names;
  if (second === undefined) return first;
  return rest.length === 0 ? `${first} and ${second}` : `${first}, ${second} and ${rest.length} more`;
}

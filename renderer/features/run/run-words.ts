import type { Run, StageRun } from "../../../shared/contract/schemas.ts";

/** What started a run, in words. */
export function triggerText(trigger: Run["trigger"]): string {
  return { board: "From the board", cli: "From a terminal", retry: "Run again" }[trigger];
}

/** Which stages a run was asked for. */
export function describeSelection({ selection, only }: Pick<Run, "selection" | "only">): string {
  if (selection.length === 0) return "The whole pipeline";
  const names = selection.length > 3 ? `${selection.slice(0, 2).join(", ")} and ${selection.length - 2} more` : selection.join(", ");
  return only ? `Only ${names}` : `${names} and what ${selection.length === 1 ? "it needs" : "they need"}`;
}

/** The same run as a command line. */
export function commandOf({ selection, only }: Pick<Run, "selection" | "only">): string {
  return ["millrace", "run", ...selection.map(quote), ...(only ? ["--only"] : [])].join(" ");
}

function quote(word: string): string {
  return /^[\w.:/@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Names of the stages that did not end well by their own fault, each once. */
export function failedStages(stages: readonly StageRun[]): string[] {
  return [
    ...new Set(
      stages.filter(({ status }) => status === "failed" || status === "errored" || status === "interrupted").map(({ name }) => name),
    ),
  ];
}

import type { StageRun } from "../../../shared/contract/schemas.ts";
import { visible } from "../../../shared/visible.ts";
import { stageLabel } from "./print.ts";

/**
 * The stage runs that a word means, as lists show them: a stage with all its variants (`unit`), one variant
 * (`unit [linux]`), each by its last attempt; an attempt (`unit [linux] #1`); or an id.
 */
export function namedStages<Row extends Pick<StageRun, "id" | "name" | "variant" | "attempt" | "isSuperseded">>(
  stages: readonly Row[],
  word: string,
): Row[] {
  const exact = stages.filter(({ id, name, variant, attempt }) => {
    const label = stageLabel({ name, variant, attempt: 1 });
    return id === word || isWord(`${label} #${attempt}`, word);
  });
  if (exact.length > 0) return exact;
  return stages.filter(
    ({ name, variant, isSuperseded }) => !isSuperseded && (name === word || isWord(stageLabel({ name, variant, attempt: 1 }), word)),
  );
}

/** Lists show a line feed in a name as a sign, which can be typed. */
function isWord(label: string, word: string): boolean {
  return label === word || visible(label) === word;
}

/** A stage's label as a shell takes it for one word. */
export function quotedLabel(stage: Pick<StageRun, "name" | "variant" | "attempt">): string {
  const label = visible(stageLabel(stage));
  return /^[\w.:@/+-]+$/.test(label) ? label : `"${label.replaceAll(/["\\$`]/g, "\\$&")}"`;
}

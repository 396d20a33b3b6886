import type { Approval } from "./contract/schemas.ts";

/** Who answered the question of a stage: `Approved by ada`, `Denied by ada`; empty as long as nobody has. */
export function decisionWords({ decision, person }: Pick<Approval, "decision" | "person">): string {
  if (decision === null) return "";
  return `${decision === "granted" ? "Approved" : "Denied"}${person === "" ? "" : ` by ${person}`}`;
}

/** The question that a person is asked before a stage runs: the file's, else the plain one. */
export function questionOf(stage: string, question: string): string {
  return question === "" ? `Run ${stage}?` : question;
}

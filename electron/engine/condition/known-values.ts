import type { ASTNode } from "@marcbachmann/cel-js";
import type { Run } from "../../../shared/contract/schemas.ts";
import { nearest } from "../../../shared/nearest.ts";
import { statuses } from "../../../shared/status.ts";

/*
 * What the language does not check: that a text is one of the few that a name can have, and that a need is asked for what
 * it has. A comparison with anything else would just never be true.
 */

const triggers = Object.keys({
  ...{ board: true, cli: true, retry: true, culprit: true, release: true, deploy: true, runbook: true },
  ...{ save: true, commit: true, branch: true, remote: true, schedule: true },
} satisfies Record<Run["trigger"], true>);

const membersOfNeed = ["status", "outcome", "outputs"];

/** Something that can never be, and where it stands, in characters. */
export interface Impossibility {
  readonly what: string;
  readonly offset: number;
}

/** What of one node of an expression can never be; `null` mostly. */
export function findImpossible(node: ASTNode): Impossibility | null {
  if (node.op === "." || node.op === "[]") return checkMember(node);
  if (node.op !== "==" && node.op !== "!=" && node.op !== "in") return null;
  const [left, right] = node.args;
  const known = valuesOf(left) ?? (node.op === "in" ? null : valuesOf(right));
  if (known === null) return null;
  const others = node.op === "in" ? (right.op === "list" ? right.args : []) : [left, right];
  for (const other of others) {
    if (other.op !== "value" || known.values.includes(String(other.args))) continue;
    const near = nearest(String(other.args), known.values);
    const advice = near === null ? `there are ${known.values.join(", ")}` : `did you mean ${near}?`;
    return { what: `${JSON.stringify(String(other.args))} is no ${known.word}: ${advice}`, offset: other.range.start };
  }
  return null;
}

/** `needs.NAME.MEMBER`, however it is written. */
function checkMember(node: ASTNode): Impossibility | null {
  const member = memberOfNeed(node);
  if (member === null || membersOfNeed.includes(member)) return null;
  const near = nearest(member, membersOfNeed);
  const advice = near === null ? `it has ${membersOfNeed.join(", ")}` : `did you mean ${near}?`;
  const key = node.op === "[]" ? node.args[1] : null;
  return { what: `a need has no ${JSON.stringify(member)}: ${advice}`, offset: key?.range.start ?? node.range.end - member.length };
}

function valuesOf(node: ASTNode): { readonly word: string; readonly values: readonly string[] } | null {
  if (node.op === "id" && node.args === "trigger") return { word: "trigger", values: triggers };
  const member = memberOfNeed(node);
  return member === "status" || member === "outcome" ? { word: "status", values: statuses } : null;
}

function memberOfNeed(node: ASTNode): string | null {
  if (node.op !== "." && node.op !== "[]") return null;
  const [owner, member] = node.args;
  if (owner.op !== "." && owner.op !== "[]") return null;
  const [needs] = owner.args;
  if (needs.op !== "id" || needs.args !== "needs") return null;
  if (typeof member === "string") return member;
  return member.op === "value" && typeof member.args === "string" ? member.args : null;
}

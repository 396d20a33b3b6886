import type { TimeMark } from "./chart-model.ts";

/** Room for the values at the left of a chart, in CSS pixels. */
export const axisPx = 60;

const markTokens = { deployment: "--text-3", incident: "--failed-fill", alert: "--waiting-fill" } as const;

/** The colour of a mark; a deployment that went wrong has that of failures. */
export function markToken({ kind, isGood }: Pick<TimeMark, "kind" | "isGood">): string {
  return kind === "deployment" && !isGood ? "--failed-fill" : markTokens[kind];
}

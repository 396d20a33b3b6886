import type { FieldConflict } from "../../../shared/contract/plan.ts";
import { err, ok, type Result } from "../../../shared/result.ts";
import { type ItemText, valuesOf } from "./item.ts";
import { commentsHeading, fence, readLayout, type TextFault, withoutReturn } from "./layout.ts";
import { type MarkedPart, readMarks, versionOf } from "./marks.ts";
import { type Choices, type MergedItem, mergeItems } from "./merge-items.ts";
import { type MergedPart, mergeLines } from "./merge-lines.ts";

/** An item's file as it was read. */
export interface ReadItem extends ItemText {
  /** Whether git's marks are in it, be they Millrace's or from elsewhere. */
  readonly isMarked: boolean;
  /** What is to be decided; our side of it is among the values. */
  readonly conflicts: readonly FieldConflict[];
}

/** Reads an item's text. Fails when it is none: nothing of it is known then. */
export function readItem(text: string): Result<ReadItem, TextFault> {
  const merged = mergeMarked(text);
  if (merged === null) {
    const layout = readLayout(text);
    return layout.ok ? ok({ ...valuesOf(layout.value), isMarked: false, conflicts: [] }) : layout;
  }
  if (!merged.ok) return merged;
  const shown = readLayout(merged.value.shown);
  return shown.ok ? ok({ ...valuesOf(shown.value), isMarked: true, conflicts: merged.value.conflicts }) : shown;
}

/** Merges a file that has git's marks in it; `null` for one without. */
export function mergeMarked(text: string, choices?: Choices): Result<MergedItem, TextFault> | null {
  if (!/^<{7} /m.test(text)) return null;
  const parts = readMarks(text.split("\n").map(withoutReturn));
  if (parts === null) return null;
  const [base, ours, theirs] = [versionOf(parts, "base"), versionOf(parts, "ours") ?? "", versionOf(parts, "theirs") ?? ""];
  const merged = mergeItems({ base, ours, theirs, choices, description: descriptionOf(parts), isCrlf: /^[^\n]*\r\n/.test(text) });
  if (merged.ok) return merged;
  const line = text.slice(0, text.search(/^<{7} /m)).split("\n").length;
  return err({ line, message: "git could not merge this file, and without its marks it is no item: put it right by hand" });
}

/** The parts of the description; `null` when marks reach beyond it. */
function descriptionOf(parts: readonly MarkedPart[]): MergedPart<string>[] | null {
  const found: MergedPart<string>[] = [];
  let fences = 0;
  for (const part of parts) {
    if (part.kind === "conflict") {
      if (fences >= 2) found.push(...refined(part));
      continue;
    }
    let from = 0;
    if (fences < 2) {
      for (; from < part.lines.length && fences < 2; from += 1) if (part.lines[from]?.trimEnd() === fence) fences += 1;
      if (fences < 2) continue;
    }
    const heading = part.lines.findIndex((line, index) => index >= from && line.trimEnd() === commentsHeading);
    found.push({ kind: "same", lines: part.lines.slice(from, heading === -1 ? undefined : heading) });
    if (heading !== -1) return found;
  }
  return null;
}

/** What git took for one conflict may be several, or none. */
function refined({ base, ours, theirs, isOwn }: Extract<MarkedPart, { kind: "conflict" }>): MergedPart<string>[] {
  return base === null || isOwn ? [{ kind: "conflict", base: base ?? [], ours, theirs }] : mergeLines(base, ours, theirs);
}

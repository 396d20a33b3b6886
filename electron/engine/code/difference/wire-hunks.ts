import type { DiffLine, FileDiff } from "../../../../shared/contract/code/changes.ts";
import type { Patch, PatchLimits, PatchLine } from "./patch.ts";

const maxCharacters = 2_000;

/** As much as a window shows: a character has up to four bytes. */
export const shownLimits: PatchLimits = { maxLines: 20_000, maxLineBytes: 4 * maxCharacters };

/** The lines as text. Bytes that are no UTF-8 become U+FFFD. */
export function hunksForWire({ hunks, added, removed, isCut }: Patch): Extract<FileDiff["content"], { kind: "text" }> {
  return {
    kind: "text",
    hunks: hunks.map(({ oldStart, oldLines, newStart, newLines, heading, lines }) => ({
      ...{ oldStart, oldLines, newStart, newLines },
      heading: shortened(heading),
      lines: lines.map(lineForWire),
    })),
    ...{ added, removed, isCut },
  };
}

function lineForWire({ kind, bytes, isCut, isUnended, oldLine, newLine }: PatchLine): DiffLine {
  const whole = bytes.toString("utf8");
  const text = shortened(whole);
  return { kind, text, oldLine, newLine, isCut: isCut || text !== whole, isUnended };
}

/** Never cuts a character in two. */
function shortened(text: string): string {
  if (text.length <= maxCharacters) return text;
  const isPair = /[\ud800-\udbff]/.test(text.charAt(maxCharacters - 1));
  return text.slice(0, isPair ? maxCharacters - 1 : maxCharacters);
}

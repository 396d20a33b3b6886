import { createLineCutter } from "../operation/line-cutter.ts";

/** One line of a patch, as bytes. */
export interface PatchLine {
  readonly kind: "same" | "added" | "removed";
  /** Without its line feed; at most as many as the reader was told to keep. */
  readonly bytes: Buffer;
  readonly isCut: boolean;
  /** The file's last line, which ends without a line feed. */
  readonly isUnended: boolean;
  /** From 1; `null` on the side that has not got it. */
  readonly oldLine: number | null;
  readonly newLine: number | null;
}

/** Lines that changed, with those around them. */
export interface PatchHunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly heading: string;
  readonly lines: PatchLine[];
}

/** What git says of one file. */
export interface Patch {
  /** `null` where that side has no file, and where git did not say since nothing but lines differ. */
  readonly oldMode: string | null;
  readonly newMode: string | null;
  /** Full hashes of the contents; `null` when they are the same. */
  readonly oldBlob: string | null;
  readonly newBlob: string | null;
  readonly isBinary: boolean;
  readonly hunks: PatchHunk[];
  readonly added: number;
  readonly removed: number;
  /** There were more lines than are kept. */
  readonly isCut: boolean;
}

/** How much of a patch is kept. */
export interface PatchLimits {
  readonly maxLines: number;
  readonly maxLineBytes: number;
}

/** Takes a patch in pieces. */
export interface PatchReader {
  take(bytes: Buffer): void;
  end(): Patch;
}

type Draft = { -readonly [Key in keyof Patch]: Patch[Key] };

const space = 0x20;
const plus = 0x2b;
const minus = 0x2d;
const backslash = 0x5c;

/**
 * Reads `git diff --patch --full-index` (git-diff, "Generating patch text with -p"). Of several files only those count
 * whose place among the sections is in `wanted`; two sections of one file, which git writes when a file became a link, are
 * taken for one. Memory is bounded by `limits`, whatever comes.
 */
export function createPatchReader(limits: PatchLimits, wanted: (section: number) => boolean = () => true): PatchReader {
  const patch: Draft = {
    ...{ oldMode: null, newMode: null, oldBlob: null, newBlob: null, isBinary: false },
    ...{ hunks: [], added: 0, removed: 0, isCut: false },
  };
  let section = -1;
  let hunk: PatchHunk | null = null;
  let oldLeft = 0;
  let newLeft = 0;
  let oldLine = 0;
  let newLine = 0;
  let keptLines = 0;
  /** Of the line before, as git says behind it that it has no line feed. */
  let last: { line: PatchLine; list: PatchLine[] } | null = null;

  function readHeader(line: string): void {
    if (line.startsWith("diff --")) {
      section += 1;
      return;
    }
    if (!wanted(section)) return;
    const [, what = "", mode = ""] = /^(old mode|new mode|deleted file mode|new file mode) (\d+)$/.exec(line) ?? [];
    if (what === "old mode" || what === "deleted file mode") patch.oldMode ??= mode;
    else if (what === "new mode" || what === "new file mode") patch.newMode = mode;
    else if (line.startsWith("Binary files ") || line === "GIT binary patch") patch.isBinary = true;
    else readBlobs(line);
  }

  function readBlobs(line: string): void {
    const [, oldBlob, newBlob, mode] = /^index ([0-9a-f]+)\.\.([0-9a-f]+)(?: (\d+))?$/.exec(line) ?? [];
    if (oldBlob === undefined || newBlob === undefined) return;
    patch.oldBlob ??= oldBlob;
    patch.newBlob = newBlob;
    if (mode === undefined) return;
    patch.oldMode ??= mode;
    patch.newMode ??= mode;
  }

  function startHunk(line: string): boolean {
    const [, oldStart, oldLines = "1", newStart, newLines = "1", heading = ""] =
      /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/s.exec(line) ?? [];
    if (oldStart === undefined || newStart === undefined) return false;
    oldLeft = Number(oldLines);
    newLeft = Number(newLines);
    oldLine = Number(oldStart);
    newLine = Number(newStart);
    hunk = { oldStart: oldLine, oldLines: oldLeft, newStart: newLine, newLines: newLeft, heading, lines: [] };
    if (!wanted(section)) return true;
    if (keptLines < limits.maxLines) patch.hunks.push(hunk);
    else patch.isCut = true;
    return true;
  }

  function readLine(bytes: Buffer, isCut: boolean): void {
    const sign = bytes[0];
    if (sign === backslash) {
      if (last !== null) last.list[last.list.length - 1] = { ...last.line, isUnended: true };
      return;
    }
    const isIn = hunk !== null && (oldLeft > 0 || newLeft > 0) && (sign === space || sign === plus || sign === minus);
    if (!isIn || hunk === null) {
      last = null;
      const text = bytes.toString("utf8");
      if (!startHunk(text)) readHeader(text);
      return;
    }
    const kind = sign === space ? "same" : sign === plus ? "added" : "removed";
    const line = {
      kind,
      bytes: bytes.subarray(1),
      isCut,
      isUnended: false,
      oldLine: kind === "added" ? null : oldLine,
      newLine: kind === "removed" ? null : newLine,
    } as const;
    if (kind !== "added") [oldLine, oldLeft] = [oldLine + 1, oldLeft - 1];
    if (kind !== "removed") [newLine, newLeft] = [newLine + 1, newLeft - 1];
    last = null;
    if (!wanted(section)) return;
    if (kind === "added") patch.added += 1;
    if (kind === "removed") patch.removed += 1;
    keptLines += 1;
    if (keptLines > limits.maxLines) {
      patch.isCut = true;
      return;
    }
    hunk.lines.push(line);
    last = { line, list: hunk.lines };
  }

  // One byte more: the sign that stands before the line.
  const lines = createLineCutter(limits.maxLineBytes + 1, readLine);
  return {
    take: lines.take,
    end: () => {
      lines.end();
      return patch;
    },
  };
}

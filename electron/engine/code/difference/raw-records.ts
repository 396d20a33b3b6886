/** One file that differs, as `git diff --raw -z` has it. */
export interface RawRecord {
  /** `A`, `D`, `M`, `R`, `C` or `T`; `U` stands beside another for a file with conflicts. */
  readonly letter: string;
  readonly path: string;
  /** `null` when it is not renamed or copied. */
  readonly oldPath: string | null;
  /** `null` where that side has no file. */
  readonly oldMode: string | null;
  readonly newMode: string | null;
  /** `null` where that side has no file, and where git has not looked at the content yet. */
  readonly oldBlob: string | null;
  readonly newBlob: string | null;
}

/** Reads `git diff --raw -z --no-abbrev` and its relatives (git-diff, "Raw output format"). */
export function readRawRecords(text: string): RawRecord[] {
  const fields = text.split("\0");
  const records: RawRecord[] = [];
  for (let index = 0; index + 1 < fields.length; ) {
    const [oldMode = "", newMode = "", oldBlob = "", newBlob = "", status = ""] = (fields[index] ?? "").replace(/^:/, "").split(" ");
    const letter = status.charAt(0);
    const isMoved = letter === "R" || letter === "C";
    const first = fields[index + 1] ?? "";
    records.push({
      letter,
      path: isMoved ? (fields[index + 2] ?? "") : first,
      oldPath: isMoved ? first : null,
      oldMode: orNull(oldMode),
      newMode: orNull(newMode),
      oldBlob: orNull(oldBlob),
      newBlob: orNull(newBlob),
    });
    index += isMoved ? 3 : 2;
  }
  return records;
}

/** Git writes zeros for what is not there. */
function orNull(field: string): string | null {
  return /^0*$/.test(field) ? null : field;
}

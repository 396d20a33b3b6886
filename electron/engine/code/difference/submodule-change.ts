import type { FileDiff } from "../../../../shared/contract/code/changes.ts";
import type { Patch } from "./patch.ts";
import type { RawRecord } from "./raw-records.ts";

type SubmoduleChange = Extract<FileDiff["content"], { kind: "submodule" }>;

/** What git writes instead of lines: `Subproject commit` with the hash, and `-dirty` when there are changes inside. */
export function submoduleChange({ hunks }: Patch, { oldMode, oldBlob, newMode, newBlob }: RawRecord): SubmoduleChange {
  const lines = hunks.flatMap((hunk) => hunk.lines).map(({ kind, bytes }) => ({ kind, text: bytes.toString("utf8") }));
  const commit = (kind: "added" | "removed") =>
    /^Subproject commit ([0-9a-f]+)/.exec(lines.find((line) => line.kind === kind)?.text ?? "")?.[1] ?? null;
  return {
    kind: "submodule",
    oldCommit: oldMode === null ? null : (commit("removed") ?? oldBlob),
    newCommit: newMode === null ? null : (commit("added") ?? newBlob),
    isDirty: lines.some(({ kind, text }) => kind === "added" && text.endsWith("-dirty")),
  };
}

import { err, ok, type Result } from "../../../shared/result.ts";
import type { Git, GitFailure } from "../git/git.ts";
import type { GraphCommit, GrowingGraph } from "./commit-graph.ts";

const fields = ["%H", "%P", "%ct", "%at", "%B"];
/** Where a message goes on beyond, nobody looks for what it means. */
const maxMessageCharacters = 64 * 1_024;

/** Reads what a message means. */
export type NoteOf<Note> = (message: string, isMerge: boolean) => Note | null;

/** Adds the commits that `git log` tells of to a graph, as `selection` chooses them. Fails when it does not come to its end. */
export async function addCommits<Note>(
  git: Git,
  selection: readonly string[],
  graph: GrowingGraph<Note>,
  noteOf: NoteOf<Note>,
): Promise<Result<undefined, GitFailure>> {
  const quiet = ["--no-color", "--no-show-signature", "--no-decorate", "--no-notes", "--no-patch", "--encoding=UTF-8"];
  const reading = git.read(["log", "-z", `--format=tformat:${fields.join("%x00")}`, ...quiet, ...selection]);
  let rest = "";
  let record: string[] = [];
  for (;;) {
    const next = await reading.next();
    if (next.done === true) return next.value.ok ? ok(undefined) : err(next.value.failure);
    const parts = (rest + next.value).split("\0");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      record.push(part);
      if (record.length < fields.length) continue;
      graph.add(commitOf(record, noteOf));
      record = [];
    }
  }
}

function commitOf<Note>(
  [commit = "", parents = "", committedAt, authoredAt, text = ""]: string[],
  noteOf: NoteOf<Note>,
): GraphCommit<Note> {
  const message = text.slice(0, maxMessageCharacters);
  const known = parents === "" ? [] : parents.split(" ");
  return {
    ...{ commit, parents: known, committedAt: Number(committedAt), authoredAt: Number(authoredAt) },
    subject: message.slice(0, Math.max(0, message.indexOf("\n"))) || message.trimEnd(),
    note: noteOf(message, known.length > 1),
  };
}

import type { CommitGraph } from "../../ancestry/ancestry.ts";
import { type Git, readPatchIds } from "../../git/git.ts";
import type { CommitNote } from "../../plan/plan.ts";

/** Commits that are bound to one by what they say or carry. */
export interface Kin {
  readonly reverts: string[];
  readonly revertedBy: string[];
  readonly samePatch: string[];
}

/** More are told by nobody. */
const mostKin = 20;
/** A change of so many files is compared with no other: it would take as long as it is long. */
const mostFiles = 300;

/** What the commit takes back, what takes it back, and where its patch is besides. */
export async function findKin(
  git: Git,
  graph: CommitGraph<CommitNote>,
  commit: { readonly commit: string; readonly subject: string; readonly authoredAt: number; readonly files: number },
): Promise<Kin> {
  const own = graph.find(commit.commit);
  const revertedBy = [...graph.notes].flatMap(([number, { reverts }]) => (reverts.includes(commit.commit) ? [graph.hashOf(number)] : []));
  const alike = graph.likenessesOf({ ...commit, authoredAt: Math.floor(commit.authoredAt / 1_000) }).slice(0, mostKin);
  const reverts = [...(graph.notes.get(own)?.reverts ?? [])];
  const samePatch = commit.files > mostFiles ? [] : await withSamePatch(git, commit.commit, alike.map(graph.hashOf));
  return { reverts: reverts.slice(0, mostKin), revertedBy: revertedBy.slice(0, mostKin), samePatch };
}

/** Those of some commits whose change is the very same, wherever it stands. */
async function withSamePatch(git: Git, commit: string, others: readonly string[]): Promise<string[]> {
  if (others.length === 0) return [];
  const read = await readPatchIds(git, [commit, ...others]);
  if (!read.ok) return [];
  const [own, ...ids] = read.value;
  return own == null ? [] : others.filter((_, place) => ids[place] === own);
}

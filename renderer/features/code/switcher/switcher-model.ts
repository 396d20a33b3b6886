import type { Branch } from "../../../../shared/contract/code/history.ts";
import { branchName } from "../branches/branch-name.ts";
import { matching } from "../branches/matching.ts";

/** What can be chosen for a text, in the order in which it is shown. */
export interface SwitcherChoices {
  /** Empty ones are left out. */
  readonly groups: readonly { readonly title: string; readonly branches: readonly Branch[] }[];
  /** What a new branch would be called; `null` when nothing is typed, or it is there already. */
  readonly newName: string | null;
}

const recentAtMost = 5;
// A repository may have thousands; who looks for one of them types.
const shownAtMost = 200;

/** Branches whose name contains the text: those that were used last, then the others here, then those that are only on a remote. */
export function switcherChoices(branches: readonly Branch[], text: string): SwitcherChoices {
  const here = branches.filter(({ kind }) => kind === "branch");
  const names = new Set(here.map(({ name }) => name));
  const elsewhere = branches.filter((branch) => branch.kind === "remote" && !names.has(calledHere(branch)));
  const used = here.filter(({ usedAt, isCurrent }) => usedAt !== null && !isCurrent).sort((one, other) => lastUse(other) - lastUse(one));
  const recent = used.slice(0, recentAtMost);
  const rest = here.filter((branch) => !recent.includes(branch)).sort((one, other) => other.at - one.at);
  const groups = [
    { title: "Recent", branches: recent },
    { title: "Branches", branches: rest },
    { title: "On remotes", branches: elsewhere.toSorted((one, other) => other.at - one.at) },
  ].map((group) => ({ ...group, branches: matching(group.branches, text).slice(0, shownAtMost) }));
  const name = branchName(text);
  return {
    groups: groups.filter((group) => group.branches.length > 0),
    newName: name === "" || branches.some((branch) => calledHere(branch) === name) ? null : name,
  };
}

/** What a branch is called here, also one of a remote. */
function calledHere({ kind, name }: Branch): string {
  return kind === "remote" ? name.slice(name.indexOf("/") + 1) : name;
}

function lastUse({ usedAt }: Branch): number {
  return usedAt ?? 0;
}

import type { AutomaticMove, ColumnRule, PlanColumn } from "../../../shared/contract/plan.ts";
import type { DeploymentId, ReleaseId } from "../../../shared/ids.ts";
import { placeOfColumn } from "./columns.ts";

/*
 * What git, releases and deployments say moves items on the board. Nothing of it is written: where an item stands follows
 * from its file and from what is so now.
 */

/** Where an item's file says that it stands. */
export interface ItemStanding {
  readonly column: string;
  /** When a person moved it last; `null` when nobody did. */
  readonly movedAt: number | null;
  /** When it was made; `null` when its file does not say. What happened before cannot have meant it. */
  readonly createdAt: number | null;
}

/** A branch that names an item. */
export interface BranchEvidence {
  readonly name: string;
  /** When it was made, or came to its newest commit. */
  readonly at: number;
}

/** A commit that counts for an item: nothing that takes another back, or was taken back. */
export interface CommitEvidence {
  readonly commit: string;
  /** When it came to the main branch, with its merge where there was one; `null` as long as it has not. */
  readonly landedAt: number | null;
  /** The first release that holds it. */
  readonly release: { readonly releaseId: ReleaseId | null; readonly name: string; readonly at: number } | null;
  /** Where it serves now. */
  readonly serving: readonly ServingEvidence[];
}

/** That an environment serves a commit, and the deployment that brought it there first. */
export interface ServingEvidence {
  readonly environment: string;
  readonly deploymentId: DeploymentId;
  readonly version: string;
  readonly at: number;
}

/** All that is known of an item outside its file. */
export interface ItemEvidence {
  readonly branches: readonly BranchEvidence[];
  readonly commits: readonly CommitEvidence[];
  /** Of the main branch, for the words. */
  readonly mainBranch: string;
}

/**
 * Where an item stands by what happened since a person moved it last: in the last column behind its own whose rule is met.
 * `null` when it stands where its file says.
 */
export function automaticMove(item: ItemStanding, columns: readonly PlanColumn[], evidence: ItemEvidence): AutomaticMove | null {
  const after = Math.max(item.movedAt ?? 0, item.createdAt ?? 0);
  const from = Math.max(0, placeOfColumn(columns, item.column));
  for (let place = columns.length - 1; place > from; place -= 1) {
    const column = columns[place];
    if (column === undefined || column.rule === null) continue;
    const met = meet(column.rule, evidence, after);
    if (met !== null) return { from: columns[from]?.name ?? item.column, rule: column.rule, ...met };
  }
  return null;
}

/** The column in which an item stands: that of its file, or the first one when there is none of that name. */
export function columnOf({ column }: ItemStanding, columns: readonly PlanColumn[], move: AutomaticMove | null): string {
  const moved = move === null ? undefined : columns.findLast(({ rule }) => rule !== null && isSameRule(rule, move.rule));
  return moved?.name ?? columns[Math.max(0, placeOfColumn(columns, column))]?.name ?? column;
}

/** What `moved` has to become when a person moves an item, so that nothing known by now counts any more; clocks may differ. */
export function movedNow(nowMs: number, { branches, commits }: ItemEvidence): number {
  const times = commits.flatMap(({ landedAt, release, serving }) => [landedAt ?? 0, release?.at ?? 0, ...serving.map(({ at }) => at)]);
  return Math.max(nowMs, ...branches.map(({ at }) => at), ...times);
}

type Met = Omit<AutomaticMove, "from" | "rule">;

const nothing = { commit: null, releaseId: null, deploymentId: null, branch: null };

/** The first thing since then that meets a rule. */
function meet(rule: ColumnRule, { branches, commits, mainBranch }: ItemEvidence, after: number): Met | null {
  switch (rule.when) {
    case "branch": {
      const [first] = sinceThen(branches, after);
      return first === undefined ? null : { ...nothing, text: `branch ${first.name} was made`, at: first.at, branch: first.name };
    }
    case "landed": {
      const landed = commits.flatMap(({ commit, landedAt }) => (landedAt === null ? [] : [{ commit, at: landedAt }]));
      const [first] = sinceThen(landed, after);
      if (first === undefined) return null;
      return { ...nothing, text: `${first.commit.slice(0, shortHash)} landed on ${mainBranch}`, at: first.at, commit: first.commit };
    }
    case "released": {
      const holding = commits.flatMap(({ commit, release }) => (release === null ? [] : [{ ...release, commit }]));
      const last = lastOf(holding);
      if (last === undefined || holding.length < commits.length || last.at <= after) return null;
      return { ...nothing, text: `released in ${last.name}`, at: last.at, commit: last.commit, releaseId: last.releaseId };
    }
    case "deployed": {
      const [first] = sinceThen(
        environmentsOf(commits, rule.environment).flatMap((name) => servingAll(commits, name) ?? []),
        after,
      );
      if (first === undefined) return null;
      const { environment, version, at, commit, deploymentId } = first;
      return { ...nothing, text: `${environment} serves ${version}`, at, commit, deploymentId };
    }
  }
}

const shortHash = 7;

function environmentsOf(commits: readonly CommitEvidence[], environment: string | null): string[] {
  return environment === null ? [...new Set(commits.flatMap(({ serving }) => serving.map((one) => one.environment)))] : [environment];
}

/** Since when an environment serves all of these commits; `null` when it does not. */
function servingAll(commits: readonly CommitEvidence[], environment: string): (ServingEvidence & { readonly commit: string }) | null {
  const serving = commits.flatMap(({ commit, serving: all }) => {
    const there = all.find((one) => one.environment === environment);
    return there === undefined ? [] : [{ ...there, commit }];
  });
  return serving.length < commits.length ? null : (lastOf(serving) ?? null);
}

function sinceThen<Thing extends { readonly at: number }>(things: readonly Thing[], after: number): Thing[] {
  return things.filter(({ at }) => at > after).sort((left, right) => left.at - right.at);
}

function lastOf<Thing extends { readonly at: number }>(things: readonly Thing[]): Thing | undefined {
  return things.toSorted((left, right) => left.at - right.at).at(-1);
}

function isSameRule(left: ColumnRule, right: ColumnRule): boolean {
  if (left.when !== right.when) return false;
  return left.when !== "deployed" || right.when !== "deployed" || left.environment === right.environment;
}

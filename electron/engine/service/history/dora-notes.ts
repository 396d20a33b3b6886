import type { DoraRule } from "../../../../shared/contract/dora.ts";
import type { Failure, Result } from "../../../../shared/result.ts";
import type { Delivered, GitFacts } from "../../dora/dora.ts";

/** What the notes are made of. */
export interface Noted {
  readonly rule: DoraRule;
  readonly delivered: readonly Delivered[];
  /** When the period begins, epoch milliseconds. */
  readonly fromMs: number;
  /** Whether the first of them is the first that is known at all. */
  readonly isFirstKnown: boolean;
  readonly facts: Result<GitFacts, Failure>;
}

/** Why numbers are missing, or less than they seem: a sentence each. */
export function doraNotes({ rule: { source }, delivered, fromMs, isFirstKnown, facts }: Noted): string[] {
  const [first] = delivered;
  if (first === undefined) {
    return source.kind === "tags"
      ? [`No tag fits ${source.pattern}.`]
      : [`Nothing has been deployed to ${source.environment} in the last two years.`];
  }
  if (!facts.ok) return [`Lead times are not known: ${facts.failure.message}`];
  const { missing, isShallow, isCut } = facts.value;
  const what = source.kind === "tags" ? "tag" : "deployment";
  return [
    ...(isFirstKnown && first.at >= fromMs ? [`${first.name} is the first ${what} that is known: what it brought is not counted.`] : []),
    ...(missing === 0 ? [] : [`The commits of ${missing} ${what}s are not in this repository.`]),
    ...(isShallow ? ["The clone is shallow: commits beyond its border are not counted."] : []),
    ...(isCut ? ["Not all commits could be compared: some squashes count from when they were squashed."] : []),
  ];
}

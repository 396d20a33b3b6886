import { countOf } from "../../../../shared/counts.ts";
import { boardFileName, type PlanFiles, planPatterns } from "../../plan/plan.ts";

/** The message of a commit of these files. It names no item by its number: that would say that work on it has landed. */
export function messageOf(names: readonly string[], { files }: PlanFiles): string {
  const items = names.filter((name) => name !== boardFileName);
  const [only] = items;
  const title = items.length === 1 && only !== undefined ? files.get(only.slice(0, -".md".length))?.item?.values.title : undefined;
  const words = title
    ?.replaceAll(/#(?=\d)/g, "")
    .slice(0, mostOfTitle)
    .trim();
  const what = words === undefined || words === "" ? countOf(items.length, "item") : words;
  const parts = [...(items.length === 0 ? [] : [what]), ...(names.includes(boardFileName) ? ["the columns"] : [])];
  return `chore(plan): ${parts.join(" and ")}\n`;
}

/** A subject is one line that is read beside others. */
const mostOfTitle = 60;

/** What to commit these files by. */
export function patternsOf(names: readonly string[]): string[] {
  return [
    ...(names.some((name) => name !== boardFileName) ? [planPatterns.items] : []),
    ...(names.includes(boardFileName) ? [planPatterns.board] : []),
  ];
}

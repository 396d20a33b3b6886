import { isAbsolute, relative, resolve, sep } from "node:path";
import type { CommitRow } from "../../../../shared/contract/code/history.ts";
import { csvTable } from "../../../../shared/csv.ts";
import { ok } from "../../../../shared/result.ts";
import { commitColumns } from "../../../../shared/tables/commit-columns.ts";
import { formatAge } from "../../../../shared/time.ts";
import { visible, visibleText } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { answerFormat } from "../answer-format.ts";
import { withCodeHistory } from "../code-history-place.ts";
import { failCode } from "../code-place.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { failUsage } from "../fail.ts";
import { wholeNumber } from "../whole-number.ts";

const defaultLimit = 20;
const highestLimit = 1_000;
const pageSize = 1_000;
const shortHash = 8;

/** `millrace code log [REVISION…]` */
export const executeCodeLog: Execute = async (invocation) => {
  const { options, words, print } = invocation;
  const format = answerFormat(invocation);
  if (!format.ok) return format;
  const usual = format.value === "csv" ? Number.POSITIVE_INFINITY : defaultLimit;
  const limit = options.limit === undefined ? usual : wholeNumber(options.limit, 1, highestLimit);
  if (limit === null) return failUsage(`--limit takes a whole number from 1 to ${highestLimit}.`);
  return withCodeHistory(invocation, async ({ code, project, folder }) => {
    const path = typeof options.path === "string" ? inside(folder, resolve(invocation.projectFolder, options.path)) : undefined;
    if (path === null) return failUsage(`${String(options.path)} is no path in the project.`);
    const text = typeof options.text === "string" ? options.text : "";
    const from = words.length === 0 ? ("all" as const) : words;
    let after = typeof options.after === "string" ? options.after : null;
    const commits: CommitRow[] = [];
    do {
      const page = await code.graph({ ...project, from, text, path, after, limit: Math.min(pageSize, limit - commits.length) });
      if (!page.ok) return failCode(page.failure);
      commits.push(...page.value.commits);
      after = page.value.next;
    } while (after !== null && commits.length < limit);
    if (format.value === "csv") print(csvTable(commitColumns, commits));
    else if (format.value === "json") print(`${JSON.stringify({ commits, next: after })}\n`);
    else print(commits.length === 0 ? "No commit matches.\n" : `${commits.map(commitLine).join("\n")}\n`);
    return ok(exitCodes.passed);
  });
};

/** `millrace code show REVISION` */
export const executeCodeShow: Execute = (invocation) =>
  withCodeHistory(invocation, async ({ code, project }) => {
    const commit = await code.commitDetail({ ...project, revision: invocation.words[0] ?? "" });
    if (!commit.ok) return failCode(commit.failure);
    if (invocation.isJson) {
      invocation.print(`${JSON.stringify({ commit: commit.value })}\n`);
      return ok(exitCodes.passed);
    }
    const { message, files, fileCount } = commit.value;
    const lines = files.map(({ path, oldPath, change, added, removed }) => {
      const count = added === null || removed === null ? "" : `+${added} -${removed}`;
      return visible(`  ${change.padEnd(9)} ${count.padEnd(12)} ${oldPath === null ? "" : `${oldPath} → `}${path}`);
    });
    const more = fileCount > files.length ? [`  and ${fileCount - files.length} more`] : [];
    invocation.print(`${[commitLine(commit.value), "", visibleText(message), "", ...lines, ...more].join("\n")}\n`);
    return ok(exitCodes.passed);
  });

function commitLine({ commit, at, author, subject, refs, runs }: CommitRow): string {
  const names = refs.length === 0 ? "" : ` (${refs.map(({ name }) => name).join(", ")})`;
  const beside = runs.map(({ number, status, isWhole }) => `#${number} ${status}${isWhole ? "" : " in part"}`).join(", ");
  const age = formatAge(systemClock() - at);
  return visible(
    `${commit.slice(0, shortHash)}  ${age.padStart(12)}  ${author.slice(0, 16).padEnd(16)}  ${subject}${names}${beside === "" ? "" : `  [${beside}]`}`,
  );
}

/** A file's path from the project's folder; `null` outside of it. */
function inside(folder: string, file: string): string | null {
  const path = relative(folder, file);
  return path === "" || isAbsolute(path) || path.split(sep)[0] === ".." ? null : path.replaceAll(sep, "/");
}

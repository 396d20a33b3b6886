import type { CulpritCommit, CulpritPreview, CulpritSearch } from "../../../shared/contract/culprits.ts";
import { countOf, withThousands } from "../../../shared/counts.ts";
import { formatAge, formatDuration, secondMs } from "../../../shared/time.ts";
import { visible } from "../../../shared/visible.ts";
import { stepsLeft } from "../../engine/culprit/culprit.ts";

function commitWords({ hash, subject }: CulpritCommit): string {
  return `${hash.slice(0, 10)} ${subject}`;
}

/** What is to come: how many runs, how long, and what was known. */
export function outlookText({ runsLeft, leftMs, knownCount }: Pick<CulpritPreview, "runsLeft" | "leftMs" | "knownCount">): string {
  const runs = runsLeft === 0 ? "nothing has to be run" : `about ${countOf(runsLeft, "run")}`;
  const time = runsLeft === 0 || leftMs === null || leftMs < secondMs ? "" : `, ${formatDuration(leftMs)}`;
  return `${runs}${time}${knownCount === 0 ? "" : `; ${countOf(knownCount, "answer")} ${knownCount === 1 ? "is" : "are"} known`}`;
}

/** Between what is searched; before it begins also what is to come. */
export function headLines({ stage, variant, good, bad, total }: CulpritSearch, outlook: string | null): string[] {
  const name = variant === null || variant === "" ? stage : `${stage} [${variant}]`;
  return [
    `${countOf(total, "commit")} may have broken ${name}${outlook === null ? "" : `: ${outlook}`}.`,
    `  good  ${commitWords(good)}`,
    `  bad   ${commitWords(bad)}`,
  ].map(visible);
}

/** Each commit that was judged, and what it left. */
export function stepLines({ steps, suspectCount, total, repeat }: CulpritSearch): string[] {
  return steps.flatMap(({ commit, verdict, isKnown, why }, index) => {
    if (verdict === null) return [];
    const told = [isKnown ? "known" : "", why ?? ""].filter((part) => part !== "").join(", ");
    const left = steps[index + 1]?.suspectCount ?? suspectCount;
    const runsLeft = stepsLeft(left) * repeat;
    const leftText = `${withThousands(left)} of ${countOf(total, "commit")} left${runsLeft === 0 ? "" : `, about ${countOf(runsLeft, "run")}`}`;
    return visible(`${verdict.padEnd(7)}  ${commitWords(commit)}${told === "" ? "" : `  (${told})`}  ${leftText}`);
  });
}

/** What came of a search. */
export function verdictLines(search: CulpritSearch, now: number): string[] {
  const lines = outcomeLines(search, now);
  const runs = search.steps.reduce((sum, { isKnown, runs: own }) => sum + (isKnown ? 0 : own.length), 0);
  const known = search.steps.filter(({ isKnown }) => isKnown).length;
  lines.push(
    `${countOf(runs, "run")}; ${countOf(known, "answer")} ${known === 1 ? "was" : "were"} known. See millrace culprit show ${search.id}.`,
  );
  return lines.map(visible);
}

function outcomeLines({ status, stage, culprits, files, fileCount, detail, hint, id }: CulpritSearch, now: number): string[] {
  const [first] = culprits;
  if (status === "found" && first !== undefined) {
    const more = fileCount > files.length ? [`  and ${fileCount - files.length} more`] : [];
    return [
      `${first.hash} broke ${stage}.`,
      `  ${first.subject}`,
      `  ${first.author}, ${formatAge(now - first.committedAt)}`,
      ...files.map((file) => `  ${file.status}  ${file.path}`),
      ...more,
    ];
  }
  if (status === "several")
    return [`One of these broke ${stage}; those between could not be judged:`, ...culprits.map((commit) => `  ${commitWords(commit)}`)];
  const told = [detail ?? "", hint ?? ""].filter((part) => part !== "");
  if (status === "canceled") return [`The search ${id} was canceled; millrace culprit resume ${id} goes on with it.`];
  if (status === "interrupted") return [...told, `millrace culprit resume ${id} goes on with it.`];
  return told;
}

/** A search as one line of a list. */
export function searchLine({ id, status, stage, culprits, total, createdAt }: CulpritSearch, now: number): string {
  const [first] = culprits;
  const what =
    first === undefined ? countOf(total, "commit") : status === "found" ? commitWords(first) : countOf(culprits.length, "suspect");
  return visible(`${id.padStart(6)}  ${status.padEnd(11)}  ${formatAge(now - createdAt).padStart(12)}  ${stage.padEnd(16)}  ${what}`);
}

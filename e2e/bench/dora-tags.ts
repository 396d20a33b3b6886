import { defaultRule, deliveredTags, isWithin, judge, measure, readGitFacts, readTags } from "../../electron/engine/dora/dora.ts";
import { dayMs, formatDuration } from "../../shared/time.ts";
import type { BenchTable } from "./markdown.ts";
import { cloneOf } from "./release-agreement/repositories.ts";
import { take } from "./take.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

/** Public repositories of different habits, and which of their tags are releases. */
const repositories = [
  { name: "vitejs/vite", pattern: "v*" },
  { name: "angular/angular-cli", pattern: "*" },
  { name: "vuejs/core", pattern: "v*" },
  { name: "karma-runner/karma", pattern: "v*" },
  { name: "googleapis/release-please", pattern: "v*" },
  { name: "semantic-release/semantic-release", pattern: "v*" },
  { name: "orhun/git-cliff", pattern: "v*" },
  { name: "octokit/request.js", pattern: "v*" },
] as const;

const days = 365;

/** The keys of the last year of tags of public repositories, counted back from the newest. */
export async function doraTags(print: (table: BenchTable) => void): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const rows: string[][] = [];
    for (const { name, pattern } of repositories) rows.push(await rowOf(name, pattern, cloneOf({ name }, folder)));
    print({
      title: "The year up to the newest tag",
      head: ["Repository", "To", "Releases", "On days", "A week", "Commits", "Lead time, median", "P90", "Squashes", "Hotfixed", "Told in"],
      rows,
    });
  });
}

async function rowOf(name: string, pattern: string, clone: string): Promise<string[]> {
  const startedAt = performance.now();
  const tags = deliveredTags(take(await readTags(clone, { isTrusted: true })).tags, pattern);
  const toDay = Math.floor((tags.at(-1)?.at ?? 0) / dayMs);
  const period = { fromDay: toDay - 2 * days + 1, toDay };
  const delivered = tags.filter(({ at }) => isWithin(at, period));
  const before = tags.filter(({ at }) => at < period.fromDay * dayMs).map(({ commit }) => commit);
  const { brought, onlyFixes } = take(await readGitFacts(clone, { isTrusted: true }, delivered, before));
  const rule = { ...defaultRule({ environments: [], tags: tags.map((tag) => tag.name) }), hotfixWithinMs: dayMs };
  const judged = judge({ delivered, incidents: [], onlyFixes: (place) => onlyFixes[place] ?? false }, rule);
  const changesOf = (span: { fromDay: number; toDay: number }) =>
    delivered.flatMap(({ at }, place) => (isWithin(at, span) ? (brought[place] ?? []) : []));
  const leadsOf = (span: { fromDay: number; toDay: number }) => Float64Array.from(changesOf(span), ({ leadMs }) => leadMs).sort();
  const { frequency, leadTime, failures } = measure({ delivered, judged, leadsOf, firstAt: tags[0]?.at ?? null }, toDay, days);
  const toldMs = performance.now() - startedAt;
  const squashes = changesOf({ fromDay: toDay - days + 1, toDay }).filter(({ squashOf }) => squashOf !== null).length;
  return [
    ...[name, new Date(toDay * dayMs).toISOString().slice(0, 10), String(frequency.deployments), String(frequency.daysWith)],
    ...[
      frequency.perWeek.toFixed(2),
      String(leadTime.commits),
      formatDuration(leadTime.medianMs ?? 0),
      formatDuration(leadTime.p90Ms ?? 0),
    ],
    ...[String(squashes), String(failures.failed), formatDuration(toldMs)],
  ];
}

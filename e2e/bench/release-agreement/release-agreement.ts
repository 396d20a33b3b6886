import { openGit } from "../../../electron/engine/git/git.ts";
import {
  type NextVersion,
  nextVersion,
  readReleaseHistory,
  type SemanticVersion,
} from "../../../electron/engine/release/version/version.ts";
import type { Bump } from "../../../shared/contract/releases.ts";
import type { BenchTable } from "../markdown.ts";
import { take } from "../take.ts";
import { withTemporaryFolder } from "../temporary-folder.ts";
import { type Difference, fromAnalyzer, fromTag, type JudgedCommit } from "./differences.ts";
import { type PastHistory, type PastRelease, readPast } from "./past-releases.ts";
import { cloneOf, type PublicRepository, publicRepositories } from "./repositories.ts";
import { type Analyzer, type Analyzers, installAnalyzers } from "./semantic-release.ts";

/** How a repository's releases compare. */
interface Tally {
  releases: number;
  asTagged: number;
  asAnalyzer: number;
  analyzerAsTagged: number;
  asConventional: number;
  conventionalAsTagged: number;
  preReleases: number;
  preReleasesAsTagged: number;
  readonly tagDifferences: Map<string, Example[]>;
  readonly analyzerDifferences: Map<string, Example[]>;
}

/** One release of a class of differences. */
interface Example {
  readonly tag: string;
  readonly ours: string;
  readonly theirs: string;
  readonly commit: string | null;
}

/** Every so many releases are read through the engine's own reader as well. */
const readAgainEvery = 40;

/** For every release of public repositories: the version that would have been made, the one that was, and semantic-release's. */
export async function releaseAgreement(print: (table: BenchTable) => void): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const analyzers = await installAnalyzers(folder);
    const all: { repository: PublicRepository; past: PastHistory; tally: Tally }[] = [];
    for (const repository of publicRepositories) {
      const clone = cloneOf(repository, folder);
      const past = readPast(clone, repository);
      all.push({ repository, past, tally: await compareAll(past, analyzers) });
      if (repository.part === null) await readAgain(clone, past);
    }
    print(releaseTable(all));
    print(preReleaseTable(all));
    for (const { repository, tally } of all) {
      if (tally.tagDifferences.size > 0) print(differenceTable(`**${label(repository)}**, from the tags`, "tagged", tally.tagDifferences));
      if (tally.analyzerDifferences.size > 0)
        print(differenceTable(`**${label(repository)}**, from semantic-release`, "semantic-release", tally.analyzerDifferences));
    }
  });
}

async function compareAll(past: PastHistory, { usual, conventional }: Analyzers): Promise<Tally> {
  const tally: Tally = {
    ...{ releases: 0, asTagged: 0, asAnalyzer: 0, analyzerAsTagged: 0, asConventional: 0, conventionalAsTagged: 0 },
    ...{ preReleases: 0, preReleasesAsTagged: 0, tagDifferences: new Map(), analyzerDifferences: new Map() },
  };
  for (const release of past.releases) {
    const { tag, previous } = release;
    if (tag.version.preRelease.length > 0) {
      tally.preReleases += 1;
      if (follow(release)?.version === tag.version.text) tally.preReleasesAsTagged += 1;
    } else if (previous !== null) await compare(tally, release, previous.version, usual, conventional);
  }
  return tally;
}

async function compare(
  tally: Tally,
  release: PastRelease,
  previous: SemanticVersion,
  usual: Analyzer,
  conventional: Analyzer,
): Promise<void> {
  const { tag, commits } = release;
  const made = tag.version.text;
  const ours = follow(release);
  const version = ours?.version ?? null;
  const [step, conventionalStep] = [await usual(commits), await conventional(commits)];
  const [theirs, conventionalTheirs] = [versionAfter(previous, step), versionAfter(previous, conventionalStep)];
  tally.releases += 1;
  if (version === made) tally.asTagged += 1;
  else note(tally.tagDifferences, tag.name, version, made, ours === null ? refused : fromTag(release, previous, ours));
  if (version === theirs) tally.asAnalyzer += 1;
  else {
    const judged = ours === null || /pre-releases/.test(ours.why) ? [] : await judge(release, ours, usual);
    note(tally.analyzerDifferences, tag.name, version, theirs, ours === null ? refused : fromAnalyzer(ours, step, previous, judged));
  }
  if (theirs === made) tally.analyzerAsTagged += 1;
  if (version === conventionalTheirs) tally.asConventional += 1;
  if (conventionalTheirs === made) tally.conventionalAsTagged += 1;
}

const refused: Difference = { reason: "refused: the version exists already, or is lower than one that is in the history", commit: null };

/** The version that would have been made where the maker stood; `null` where it would have been refused. */
function follow({ tag, ...known }: PastRelease): NextVersion | null {
  const [first] = tag.version.preRelease;
  const next = nextVersion({ ...known, channel: typeof first === "string" ? first : null, wanted: null, held: null });
  return next.ok ? next.value : null;
}

/** As semantic-release does it on a branch of releases. */
function versionAfter({ major, minor, patch }: SemanticVersion, step: Bump): string | null {
  if (step === "none") return null;
  if (step === "major") return `${major + 1}.0.0`;
  return step === "minor" ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

/** The commits that the two judge differently when each stands alone. */
async function judge({ commits }: PastRelease, ours: NextVersion, usual: Analyzer): Promise<JudgedCommit[]> {
  const judged: JudgedCommit[] = [];
  for (const [index, commit] of commits.entries()) {
    const { effect, why, isBreaking } = ours.commits[index]?.effect ?? { effect: "none" as const, why: "", isBreaking: false };
    const theirs = await usual([commit]);
    if (theirs !== effect) judged.push({ commit: commit.commit, message: commit.message, why, isBreaking, ours: effect, theirs });
  }
  return judged;
}

function note(
  classes: Map<string, Example[]>,
  tag: string,
  ours: string | null,
  theirs: string | null,
  { reason, commit }: Difference,
): void {
  classes.set(reason, [...(classes.get(reason) ?? []), { tag, ours: ours ?? "none", theirs: theirs ?? "none", commit }]);
}

/** What the engine reads from the clone must be what was taken apart here. */
async function readAgain(clone: string, past: PastHistory): Promise<void> {
  const git = take(await openGit(clone, { isTrusted: true }));
  for (const release of past.releases.filter((_, index) => index % readAgainEvery === 0)) {
    const parent = release.commits.find(({ commit }) => commit === release.tag.commit)?.parents[0];
    if (parent === undefined || release.previous === null) continue;
    const read = take(await readReleaseHistory(git, { commit: parent, prefix: past.prefix, projectName: "", channel: null }));
    const expected = past.since(release, parent).map(({ commit }) => commit);
    const isSame =
      read.commits
        .map(({ commit }) => commit)
        .toSorted()
        .join() === expected.toSorted().join();
    if (read.previous?.name !== release.previous.name || !isSame) throw new Error(`${release.tag.name} is read differently in ${clone}.`);
  }
}

type Compared = readonly { readonly repository: PublicRepository; readonly past: PastHistory; readonly tally: Tally }[];

function label({ name, part }: PublicRepository): string {
  return part === null ? name : `${name} (${part.name})`;
}

function releaseTable(all: Compared): BenchTable {
  const rows = all.map(({ repository, past, tally }) => [
    ...[label(repository), repository.habit, String(past.commitCount), String(tally.releases)],
    ...[share(tally.asTagged, tally), share(tally.analyzerAsTagged, tally), share(tally.conventionalAsTagged, tally)],
    ...[share(tally.asAnalyzer, tally), share(tally.asConventional, tally)],
  ]);
  return {
    title: "Releases that follow another one",
    head: [
      ...["Repository", "Its versions", "Commits", "Releases", "Millrace as tagged", "semantic-release as tagged"],
      ...["the same, `conventionalcommits`", "Millrace as semantic-release", "the same, `conventionalcommits`"],
    ],
    rows,
  };
}

function preReleaseTable(all: Compared): BenchTable {
  return {
    title: "Pre-releases",
    head: ["Repository", "Pre-releases", "Millrace as tagged"],
    rows: all
      .filter(({ tally }) => tally.preReleases > 0)
      .map(({ repository, tally }) => [
        label(repository),
        String(tally.preReleases),
        `${tally.preReleasesAsTagged}${percent(tally.preReleasesAsTagged, tally.preReleases)}`,
      ]),
  };
}

function differenceTable(title: string, other: string, classes: Map<string, Example[]>): BenchTable {
  const rows = [...classes].toSorted((left, right) => right[1].length - left[1].length);
  return {
    title,
    head: ["Why", "Releases", "For example", "Millrace", other, "Commit"],
    rows: rows.map(([reason, examples]) => {
      const example = examples.find(({ commit }) => commit !== null) ?? (examples[0] as Example);
      return [
        reason,
        String(examples.length),
        example.tag,
        example.ours,
        example.theirs,
        example.commit === null ? "" : `\`${example.commit.slice(0, 10)}\``,
      ];
    }),
  };
}

function share(count: number, { releases }: Tally): string {
  return `${count}${percent(count, releases)}`;
}

function percent(count: number, of: number): string {
  return ` (${((count / of) * 100).toFixed(1)} %)`;
}

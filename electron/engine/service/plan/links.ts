import type { ProjectId } from "../../../../shared/ids.ts";
import { err, ok, type Result } from "../../../../shared/result.ts";
import type { Ancestry, AncestryReader } from "../../ancestry/ancestry.ts";
import { type Git, type GitFailure, openGit } from "../../git/git.ts";
import { loadPipeline } from "../../pipeline/pipeline.ts";
import {
  type CommitNote,
  type CommitWords,
  describeCommits,
  type ItemLinks,
  type KnownRelease,
  type Links,
  linkItems,
  linksOf,
  readBranchTimes,
  readMainBranch,
} from "../../plan/plan.ts";
import { readVersionTags, type VersionTag } from "../../release/release.ts";
import type { DeliveredDeployment, DeliveredRelease, Store, StoredProject, StoreFailure } from "../../store/store.ts";
import { linksWithFormer, type NamedItem } from "./former-numbers.ts";

export type { NamedItem } from "./former-numbers.ts";

/** What names the items of a project. */
export interface ProjectLinks {
  readonly mainBranch: string;
  of(item: NamedItem): ItemLinks;
}

/** What a project's releases and deployments say, with the tags of its repository. */
export interface Deliveries {
  /** The oldest first. */
  readonly releases: readonly KnownRelease[];
  readonly deployments: readonly DeliveredDeployment[];
  /** What serves now, by environment. */
  readonly current: ReadonlyMap<string, DeliveredDeployment>;
}

/** A repository with all that is known of its commits. */
export interface KnownCommits extends Deliveries {
  readonly git: Git;
  readonly ancestry: Ancestry<CommitNote>;
  readonly mainBranch: string;
  /** What names items. */
  readonly links: Links;
}

/** Finds out which branches and commits name items, and keeps it as long as nothing moves. */
export interface LinkService {
  /** `items` are all of the project. Where git cannot tell there are no links. The same answer as long as nothing moved. */
  read(project: StoredProject, items: readonly NamedItem[]): Promise<Result<ProjectLinks, StoreFailure>>;
  /** All that is known of commits since a moment; `also` are asked for although no branch may lead to them. */
  commits(project: StoredProject, sinceMs: number, also: readonly string[]): Promise<Result<KnownCommits, StoreFailure | GitFailure>>;
  /** Subjects and authors, by hash. */
  describe(project: StoredProject, commits: readonly string[]): Promise<Map<string, CommitWords>>;
}

/** Nobody asks for more of the past. */
const mostReleases = 2_000;
const mostDeployments = 2_000;

interface Kept {
  readonly key: string;
  readonly known: KnownCommits;
}

/** Makes the service; `ancestry` may be shared with others. */
export function createLinkService(store: Store, ancestry: AncestryReader<CommitNote>): LinkService {
  const kept = new Map<ProjectId, Kept>();
  /** `items` are those for which it was found out, `null` when any would have the same. */
  const views = new WeakMap<Links, { readonly items: readonly NamedItem[] | null; readonly view: ProjectLinks }>();

  const commits: LinkService["commits"] = async (project, sinceMs, also) => {
    const stored = store.read(({ delivered }) => ({
      releases: delivered.releases(project.id, mostReleases),
      deployments: delivered.deployments(project.id, mostDeployments),
      current: delivered.current(project.id),
    }));
    if (!stored.ok) return stored;
    const { releases, deployments, current } = stored.value;
    const trust = { isTrusted: project.trusted };
    const delivered = [...new Set([...deployments, ...releases].map(({ commit }) => commit))];
    const read = await ancestry.read({ folder: project.path, trust, sinceMs, also: [...also, ...delivered] });
    if (!read.ok) return read;
    const { tips, graph } = read.value;
    const key = JSON.stringify([tips.fingerprint, graph.size, read.value.sinceMs, releases.length, deployments.length, [...current]]);
    const before = kept.get(project.id);
    if (before?.key === key) return ok(before.known);
    const git = await openGit(project.path, trust);
    if (!git.ok) return git;
    const prefix = (await loadPipeline(project.path)).releases.tagPrefix;
    const [mainBranch, madeAt, tags] = await Promise.all([
      readMainBranch(git.value, tips),
      readBranchTimes(project.path, git.value, tips),
      readVersionTags(git.value, { prefix, projectName: project.name }),
    ]);
    if (!tags.ok) return err(tags.failure);
    const all = { releases: releasesOf(releases, tags.value), deployments, current: servingOf(deployments, current) };
    const links = linkItems({
      ...{ ancestry: read.value, mainBranch, madeAt, releases: all.releases },
      served: deployments.map(({ id, environment, version, commit, servedAt }) => ({
        environment,
        deploymentId: id,
        version,
        commit,
        at: servedAt,
      })),
      current: new Map([...all.current].map(([environment, { commit }]) => [environment, commit])),
    });
    const known = { ...all, git: git.value, ancestry: read.value, mainBranch, links };
    kept.set(project.id, { key, known });
    return ok(known);
  };

  return {
    commits,
    read: async (project, items) => {
      if (items.length === 0) return ok(noLinks);
      const sinceMs = items.reduce((first, { createdAt }) => Math.min(first, createdAt ?? 0), Number.MAX_SAFE_INTEGER);
      const known = await commits(project, sinceMs, []);
      if (!known.ok) return isOfGit(known.failure) ? ok(noLinks) : err(known.failure);
      const { links, mainBranch } = known.value;
      const before = views.get(links);
      const isPlain = items.every(({ formerly }) => formerly.length === 0);
      if (before !== undefined && (before.items === null ? isPlain : before.items === items)) return ok(before.view);
      const of = isPlain ? (item: NamedItem) => linksOf(links, item) : await linksWithFormer(project, items, links);
      const view = { mainBranch, of };
      views.set(links, { items: isPlain ? null : items, view });
      return ok(view);
    },
    describe: async ({ path, trusted }, hashes) => {
      const git = await openGit(path, { isTrusted: trusted });
      return git.ok ? describeCommits(git.value, hashes) : new Map();
    },
  };
}

const noLinks: ProjectLinks = { mainBranch: "main", of: () => ({ branches: [], commits: [] }) };

/** Pre-releases count only in a project that has made nothing else yet. A release of the history is told once, by its tag. */
function releasesOf(stored: readonly DeliveredRelease[], tags: readonly VersionTag[]): KnownRelease[] {
  const made = new Set(stored.map(({ tag }) => tag));
  const all = [
    ...stored.map(({ id, version, tag, isPreRelease, commit, releasedAt }) => ({
      releaseId: id,
      name: tag ?? version,
      isPreRelease,
      commit,
      at: releasedAt,
    })),
    ...tags
      .filter(({ name }) => !made.has(name))
      .map(({ name, version, commit, taggedAt }) => ({
        releaseId: null,
        name,
        isPreRelease: version.preRelease.length > 0,
        commit,
        at: taggedAt,
      })),
  ];
  const whole = all.filter(({ isPreRelease }) => !isPreRelease);
  return (whole.length > 0 ? whole : all).sort((left, right) => left.at - right.at).map(({ isPreRelease: _, ...release }) => release);
}

function servingOf(deployments: readonly DeliveredDeployment[], current: ReadonlyMap<string, string>): Map<string, DeliveredDeployment> {
  const byId = new Map<string, DeliveredDeployment>(deployments.map((one) => [one.id, one]));
  return new Map(
    [...current].flatMap(([environment, id]) => {
      const serving = byId.get(id);
      return serving === undefined ? [] : [[environment, serving] as const];
    }),
  );
}

/** Whether it was git that could not tell, and not the history. */
export function isOfGit(cause: StoreFailure | GitFailure): cause is GitFailure {
  return cause.code === "git-missing" || cause.code === "not-a-repository" || cause.code === "git-failed" || cause.code === "git-stopped";
}

import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { ProjectId } from "../../../../shared/ids.ts";
import { type Failure, ok, type Result } from "../../../../shared/result.ts";
import {
  type Brought,
  type Days,
  type Delivered,
  type GitFacts,
  isWithin,
  readGitFacts,
  readTags,
  stampOf,
  type TagReading,
} from "../../dora/dora.ts";
import { loadPipeline, pipelineFileName } from "../../pipeline/pipeline.ts";
import type { StoredProject } from "../../store/store.ts";

/** What git knows of deployments, with the sums that questions share. */
export interface KnownFacts extends GitFacts {
  /** The lead times of what the deployments of these days brought, in order. */
  leadsOf(days: Days): Float64Array;
}

/** What was found out of projects' files and repositories, so that the next question need not ask again. */
export interface DoraMemory {
  /** Environments of the project's file, in its order; none when it cannot be read. */
  environments(project: StoredProject): Promise<readonly string[]>;
  /** The tags of its repository; none without one. */
  tags(project: StoredProject): Promise<TagReading["tags"]>;
  /** What the deployments brought: git is asked again only when there are others. Several who ask at once wait for one answer. */
  facts(
    project: StoredProject,
    delivered: readonly Delivered[],
    others: { readonly before: readonly string[]; readonly own: readonly string[] },
  ): Promise<Result<KnownFacts, Failure>>;
}

/** Two sources are compared in one dialog. */
const factsKept = 4;

/** Begins with nothing. */
export function createDoraMemory(): DoraMemory {
  const names = new Map<ProjectId, { readonly stamp: string; readonly names: readonly string[] }>();
  const readings = new Map<ProjectId, TagReading & { readonly path: string }>();
  const facts = new Map<string, Promise<Result<KnownFacts, Failure>>>();
  return {
    environments: async ({ id, path }) => {
      const file = await stat(join(path, pipelineFileName), { bigint: true }).catch(() => null);
      if (file === null) return [];
      const stamp = `${path} ${file.mtimeNs} ${file.size}`;
      const known = names.get(id);
      if (known?.stamp === stamp) return known.names;
      const { environments } = await loadPipeline(path);
      names.set(id, { stamp, names: environments.map(({ name }) => name) });
      return names.get(id)?.names ?? [];
    },
    tags: async ({ id, path, trusted }) => {
      const known = readings.get(id);
      if (known?.path === path && (await stampOf(known.places)) === known.stamp) return known.tags;
      const read = await readTags(path, { isTrusted: trusted });
      if (!read.ok) return [];
      readings.set(id, { ...read.value, path });
      return read.value.tags;
    },
    facts: ({ path, trusted }, delivered, { before, own }) => {
      const key = JSON.stringify([path, delivered.map(({ commit, at }) => [commit, at]), before, own]);
      const known = facts.get(key);
      if (known !== undefined) return known;
      const asked = readGitFacts(path, { isTrusted: trusted }, delivered, before, own).then((read) => {
        // What failed may work the next time.
        if (!read.ok) facts.delete(key);
        return read.ok ? ok({ ...read.value, leadsOf: sums(delivered, read.value.brought) }) : read;
      });
      facts.set(key, asked);
      for (const oldest of facts.keys()) if (facts.size > factsKept) facts.delete(oldest);
      return asked;
    },
  };
}

/** A year has 53 weeks; a day later they are others. */
const sumsKept = 400;

function sums(delivered: readonly Delivered[], brought: readonly (readonly Brought[])[]): KnownFacts["leadsOf"] {
  const known = new Map<string, Float64Array>();
  return ({ fromDay, toDay }) => {
    const key = `${fromDay} ${toDay}`;
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const leads = delivered.flatMap(({ at }, place) =>
      isWithin(at, { fromDay, toDay }) ? (brought[place] ?? []).map(({ leadMs }) => leadMs) : [],
    );
    if (known.size > sumsKept) known.clear();
    const sorted = Float64Array.from(leads).sort();
    known.set(key, sorted);
    return sorted;
  };
}

import type { Passport } from "../../../../shared/contract/passports.ts";
import type { ItemSource } from "../../../../shared/contract/plan.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { dayMs } from "../../../../shared/time.ts";
import { type Ancestry, holdersOf } from "../../ancestry/ancestry.ts";
import { type CodeFailure, orCodeFailure, readCommit } from "../../code/code.ts";
import { openGit } from "../../git/git.ts";
import { beginningOf } from "../../incident/incident.ts";
import { describeProblem, type LoadedPipeline, loadPipeline } from "../../pipeline/pipeline.ts";
import { type CommitNote, type Links, linksOf } from "../../plan/plan.ts";
import type { Store, StoredProject, StoreFailure, Tables } from "../../store/store.ts";
import type { NotFound } from "../not-there.ts";
import { isOfGit, type LinkService } from "../plan/links.ts";
import { findProject } from "../project/projects.ts";
import { findKin } from "./kin.ts";
import { readRuns, readTests } from "./runs.ts";
import { type Arrival, arrivalsOf, begunAfter, whereabouts } from "./whereabouts.ts";

/** Why there is no passport. */
export type PassportFailure = NotFound | CodeFailure | StoreFailure;

/** The `passports` area of the contract. */
export interface PassportService {
  get(input: { projectId: ProjectId; revision: string }): Promise<Result<Passport, PassportFailure>>;
}

/** What a passport tells of an item. */
export interface PassportItem {
  readonly key: string;
  readonly number: number | null;
  readonly title: string;
  readonly column: string;
  readonly createdAt: number | null;
  readonly source: ItemSource | null;
}

/** What the service works with. */
export interface PassportParts {
  readonly store: Store;
  readonly links: LinkService;
  /** All items of a project, those of the archive as well; none where they cannot be read. */
  readonly items: (project: StoredProject) => Promise<readonly PassportItem[]>;
}

/** What was squashed or picked lies before what it came to. */
const kinBeforeMs = 60 * dayMs;
const mostBranches = 20;
const mostIncidents = 1_000;
const mostAlerts = 50;

/** Tells all that is known of a commit. For trusted projects alone, as everything of their code. */
export function createPassportService({ store, links, items }: PassportParts): PassportService {
  return {
    get: async ({ projectId, revision }) => {
      const found = findProject(store, projectId);
      if (!found.ok) return found;
      const project = found.value;
      if (!project.trusted)
        return err(
          failure(
            "not-trusted",
            `${project.name} has not been trusted yet.`,
            "Trust it on its board; until then nothing of its repository is shown.",
          ),
        );
      const git = orCodeFailure(await openGit(project.path, { isTrusted: true }));
      if (!git.ok) return git;
      const [read, allItems, pipeline] = await Promise.all([
        readCommit(project.path, git.value, revision),
        items(project),
        loadPipeline(project.path),
      ]);
      if (!read.ok) return read;
      const facts = read.value;
      const { commit, tree, at: authoredAt, subject } = facts;
      const known = await links.commits(project, Math.max(0, Math.min(authoredAt, facts.committedAt) - kinBeforeMs), [commit]);
      if (!known.ok) return isOfGit(known.failure) ? orCodeFailure(err(known.failure)) : err(known.failure);
      const { ancestry, deployments, current, releases } = known.value;
      const place = createPlace(ancestry, commit);
      const where = {
        ...{ deployments, current, holds: place.holds, authoredAt },
        environments: [
          ...new Set([...pipeline.environments.map(({ name }) => name), ...deployments.map(({ environment }) => environment)]),
        ],
      };
      const history = store.read((tables) => {
        const runs = readRuns(tables, projectId, { commit, tree });
        return { runs, tests: readTests(tables, runs), ...readTroubles(tables, projectId, arrivalsOf(where), allItems) };
      });
      if (!history.ok) return history;
      const holding = releases.filter((release) => place.holds(release.commit) === true);
      const [first] = holding;
      return ok({
        ...{ commit, tree, parents: facts.parents, subject, message: facts.message, author: facts.author, email: facts.email },
        ...{ authoredAt, committedAt: facts.committedAt },
        files: { count: facts.fileCount, added: sum(facts.files, "added"), removed: sum(facts.files, "removed") },
        ...place.names(),
        items: itemsOf(known.value.links, commit, allItems),
        ...history.value,
        release:
          first === undefined
            ? null
            : { ...versionOf(first.name), releaseId: first.releaseId, at: first.at, laterReleases: holding.length - 1 },
        environments: whereabouts(where),
        ...(await findKin(git.value, ancestry.graph, { commit, subject, authoredAt, files: facts.fileCount })),
        notes: [...notesOf(facts.fileCount > facts.files.length), ...faultsOf(pipeline)],
      });
    },
  };
}

/** A file with a fault has environments that nobody can tell of. */
function faultsOf({ problems }: LoadedPipeline): string[] {
  const [first] = problems;
  return first === undefined
    ? []
    : [`${describeProblem(first)} Until it is corrected, only places that something was deployed to are told.`];
}

/** Where the commit stands in its repository. */
function createPlace({ graph, tips }: Ancestry<CommitNote>, commit: string) {
  const holders = holdersOf(graph, graph.find(commit));
  return {
    holds: (other: string): boolean | null => {
      const number = graph.find(other);
      return number === -1 ? null : holders[number] === 1;
    },
    names: (): Pick<Passport, "branches" | "tags"> => {
      const holding = [...tips.commits].filter(([, tip]) => holders[graph.find(tip)] === 1).map(([name]) => name);
      const named = (start: string) => holding.filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
      const own = named("refs/heads/");
      const others = named("refs/remotes/").filter((name) => !name.endsWith("/HEAD") && !own.includes(name.slice(name.indexOf("/") + 1)));
      const tags = [...tips.commits].filter(([name, tip]) => tip === commit && name.startsWith("refs/tags/"));
      return { branches: [...own, ...others].slice(0, mostBranches), tags: tags.map(([name]) => name.slice("refs/tags/".length)) };
    },
  };
}

function itemsOf(links: Links, commit: string, items: readonly PassportItem[]): Passport["items"] {
  return items.flatMap(({ key, number, title, column, createdAt }) => {
    const link = linksOf(links, { number, createdAt }).commits.find((one) => one.commit === commit);
    return link === undefined || number === null ? [] : [{ key, number, title, column, by: link.by }];
  });
}

/** What went wrong after the commit came somewhere. */
function readTroubles(
  tables: Tables,
  project: ProjectId,
  arrivals: readonly Arrival[],
  items: readonly PassportItem[],
): Pick<Passport, "incidents" | "alerts"> {
  if (arrivals.length === 0) return { incidents: [], alerts: [] };
  const fromMs = Math.min(...arrivals.map(({ deployment }) => deployment.servedAt));
  const toMs = Math.max(...arrivals.map(({ untilMs }) => untilMs ?? Number.MAX_SAFE_INTEGER));
  const incidents = tables.incidents.between(project, fromMs, toMs, mostIncidents);
  const begun = incidents.map((incident) => ({ thing: incident, beganAt: beginningOf(tables, incident) }));
  const alerts = tables.alerts.between(project, fromMs, toMs, mostIncidents).map((alert) => ({ thing: alert, beganAt: alert.since }));
  return {
    incidents: begunAfter(arrivals, begun).map(({ thing, deployment }) => {
      const item = items.find(({ source }) => source?.kind === "incident" && source.incidentId === thing.id);
      return {
        ...{ incidentId: thing.id, number: thing.number, title: thing.title, state: thing.state, openedAt: thing.openedAt },
        ...{ environment: deployment.environment, deploymentId: deployment.id },
        item: item === undefined || item.number === null ? null : { key: item.key, number: item.number },
      };
    }),
    alerts: begunAfter(arrivals, alerts)
      .slice(0, mostAlerts)
      .map(({ thing: { id, monitor, summary, since, recoveredAt }, deployment }) => ({
        ...{ alertId: id, monitor, summary, since, recoveredAt },
        ...{ environment: deployment.environment, deploymentId: deployment.id },
      })),
  };
}

/** A release is called by its tag, or by its version when it has none. */
function versionOf(name: string): { version: string; tag: string } {
  return { version: /\d.*$/.exec(name)?.[0] ?? name, tag: name };
}

function notesOf(isManyFiles: boolean): string[] {
  return isManyFiles ? ["It changed more files than are counted line by line."] : [];
}

function sum<Name extends string>(files: readonly Readonly<Record<Name, number | null>>[], name: Name): number {
  return files.reduce((total, file) => total + (file[name] ?? 0), 0);
}

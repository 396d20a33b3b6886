import type { Dora, DoraChange, DoraDeployment, DoraRule } from "../../../../shared/contract/dora.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import { dayMs } from "../../../../shared/time.ts";
import type { Clock } from "../../clock.ts";
import {
  type Days,
  type Delivered,
  defaultRule,
  deliveredTags,
  isWithin,
  type Judged,
  type Judgement,
  judge,
  judgedOf,
  measure,
  percentileOf,
} from "../../dora/dora.ts";
import { dayOf, type Store, type StoreFailure } from "../../store/store.ts";
import type { NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";
import { createDoraMemory, type KnownFacts } from "./dora-memory.ts";
import { doraNotes } from "./dora-notes.ts";

interface Asked {
  readonly projectId: ProjectId;
  readonly days: number;
  /** One to try out; otherwise the one that is kept, or proposed. */
  readonly rule?: DoraRule | undefined;
}

/** DORA's part of the `insights` area of the contract. */
export interface DoraService {
  dora(input: Asked): Promise<Result<Dora, NotFound | StoreFailure>>;
  doraDeployments(
    input: Asked & Days & { readonly failed: boolean },
  ): Promise<Result<{ deployments: DoraDeployment[] }, NotFound | StoreFailure>>;
  doraChanges(input: Asked & Days): Promise<Result<{ changes: DoraChange[]; isCut: boolean }, NotFound | StoreFailure>>;
  setDoraRule(input: { readonly projectId: ProjectId; readonly rule: DoraRule }): Result<undefined, NotFound | StoreFailure>;
}

/** Two years: the longest period, and the one before it. One log of git answers for all periods. */
const daysKept = 2 * 365;

/** As many rows can be read by a person who is very patient. */
const mostChanges = 1_000;

/** Everything that the answers are made of. */
interface Known extends Judgement {
  readonly rule: DoraRule;
  readonly sources: Dora["sources"];
  readonly notes: string[];
  readonly brought: KnownFacts["brought"];
  readonly today: number;
}

/** Counts the keys, shows the rows behind them, and keeps the rule. Git is asked when there are other deployments than before. */
export function createDoraService(store: Store, now: Clock): DoraService {
  const memory = createDoraMemory();

  async function look({ projectId, days, rule: tried }: Asked): Promise<Result<Known, NotFound | StoreFailure>> {
    const found = findProject(store, projectId);
    if (!found.ok) return found;
    const project = found.value;
    const [named, tags] = await Promise.all([memory.environments(project), memory.tags(project)]);
    const today = dayOf(now());
    const sinceMs = (today - daysKept + 1) * dayMs;
    const read = store.read(({ dora }) => {
      const served = dora.environments(projectId);
      const names = [...new Set([...named, ...served])];
      const rule =
        tried ??
        dora.rule(projectId) ??
        defaultRule({
          environments: names.map((name) => ({ name, hasServed: served.includes(name) })),
          tags: tags.map(({ name }) => name),
        });
      const { source } = rule;
      const all: Delivered[] = source.kind === "tags" ? deliveredTags(tags, source.pattern) : dora.served(projectId, source.environment);
      return { rule, names, all, own: dora.ownCommits(projectId), incidents: dora.incidents(projectId, sinceMs) };
    });
    if (!read.ok) return read;
    const { rule, names, all, own, incidents } = read.value;
    const delivered = all.filter(({ at }) => at >= sinceMs);
    const before = [...new Set(all.filter(({ at }) => at < sinceMs).map(({ commit }) => commit))];
    const facts = await memory.facts(project, delivered, { before, own });
    const brought = facts.ok ? facts.value.brought : [];
    const onlyFixes = facts.ok ? facts.value.onlyFixes : [];
    const judged = judge({ delivered, incidents, onlyFixes: (place) => onlyFixes[place] ?? false }, rule);
    return ok({
      ...{ rule, delivered, judged, brought, today, firstAt: all[0]?.at ?? null },
      sources: { environments: names, tags: tags.length },
      notes: doraNotes({ rule, delivered, fromMs: (today - days + 1) * dayMs, isFirstKnown: before.length === 0, facts }),
      leadsOf: facts.ok ? facts.value.leadsOf : () => new Float64Array(0),
    });
  }

  return {
    dora: async (input) => {
      const known = await look(input);
      if (!known.ok) return known;
      const { today, rule, sources, notes } = known.value;
      return ok({ fromDay: today - input.days + 1, toDay: today, rule, sources, notes, ...measure(known.value, today, input.days) });
    },
    doraDeployments: async (input) => {
      const known = await look(input);
      if (!known.ok) return known;
      const rows = judgedOf(known.value, input).filter(({ failures }) => !input.failed || failures.length > 0);
      return ok({ deployments: rows.map((one) => describeDeployment(known.value, one)).reverse() });
    },
    doraChanges: async (input) => {
      const known = await look(input);
      if (!known.ok) return known;
      const { delivered, brought } = known.value;
      const changes = delivered.flatMap((one, place) =>
        isWithin(one.at, input) ? (brought[place] ?? []).map((change) => ({ one, change })) : [],
      );
      changes.sort((left, right) => right.change.leadMs - left.change.leadMs);
      return ok({
        changes: changes.slice(0, mostChanges).map(({ one, change: { commit, squashOf, leadMs } }) => ({
          ...{ commit: commit.hash, subject: commit.subject, author: commit.author, committedAt: commit.committedAt },
          ...{ deployment: one.name, deployedAt: one.at, leadMs, squashOf },
        })),
        isCut: changes.length > mostChanges,
      });
    },
    setDoraRule: ({ projectId, rule }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      const kept = store.write(({ dora }) => dora.setRule(projectId, rule, now()));
      return kept.ok ? ok(undefined) : kept;
    },
  };
}

function describeDeployment({ delivered, brought }: Known, { place, failures, recoveredAt, recoveredBy }: Judged): DoraDeployment {
  const { deploymentId, runId, name, commit, at } = delivered[place] as Delivered;
  const leads = Float64Array.from(brought[place] ?? [], ({ leadMs }) => leadMs).sort();
  return {
    ...{ deploymentId, runId, name, commit, at, commits: leads.length, leadMedianMs: percentileOf(leads, 0.5) },
    ...{ failures: [...failures], recoveredAt, recoveredBy },
  };
}

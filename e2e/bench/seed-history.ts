import { plainEnd, type Store, type Tables } from "../../electron/engine/store/store.ts";
import type { ProjectId } from "../../shared/ids.ts";
import type { Phase } from "../../shared/pipeline/phases.ts";
import { type PlannedStage, planPlainStage, planPlainStep } from "../../shared/pipeline/plan.ts";
import type { StatusReason, TerminalStatus } from "../../shared/status.ts";
import { queued, type Standing, type StatusEvent, transition } from "../../shared/status.ts";
import { dayMs, minuteMs } from "../../shared/time.ts";
import { randomFrom } from "./random.ts";
import { take } from "./take.ts";

/** What a made-up history looks like. */
export interface SeedOptions {
  readonly projectPath: string;
  readonly projectName: string;
  readonly runs: number;
  /** The history ends here, epoch milliseconds, and goes back `days`. */
  readonly until: number;
  readonly days: number;
  readonly seed?: number;
}

const stageNames: readonly (readonly [string, Phase, number])[] = [
  ["install", "build", 4_000],
  ["lint", "code", 8_400],
  ["typecheck", "code", 14_100],
  ["bundle", "build", 21_600],
  ["unit", "test", 12_400],
  ["integration", "test", 54_000],
];

const needs: Record<string, readonly string[]> = {
  lint: ["install"],
  typecheck: ["install"],
  bundle: ["install"],
  unit: ["bundle"],
  integration: ["bundle", "unit"],
};

/** The stages of every seeded run. */
export const seededPlan: readonly PlannedStage[] = stageNames.map(([name, phase]) =>
  planPlainStage({ name, phase, needs: needs[name] ?? [], steps: [planPlainStep({ run: `npm run ${name}` })] }),
);

/** Writes a history through the store's own tables, the same for the same seed. */
export function seedHistory(store: Store, options: SeedOptions): ProjectId {
  const random = randomFrom(options.seed ?? 1);
  const start = options.until - options.days * dayMs;
  const project = take(store.write(({ projects }) => projects.open(options.projectPath, options.projectName, start)));
  const batch = 1_000;
  for (let from = 0; from < options.runs; from += batch) {
    take(
      store.write((tables) => {
        for (let index = from; index < Math.min(options.runs, from + batch); index += 1) {
          const createdAt = Math.round(start + ((options.until - start) * (index + random() * 0.5)) / options.runs);
          addRun(tables, project.id, createdAt, random);
        }
      }),
    );
  }
  return project.id;
}

function addRun(tables: Tables, projectId: ProjectId, createdAt: number, random: () => number): void {
  const hash = () => Array.from({ length: 40 }, () => Math.floor(random() * 16).toString(16)).join("");
  const isPartial = random() < 0.2;
  const { id } = tables.runs.insert(
    {
      ...{
        projectId,
        trigger: random() < 0.5 ? "board" : "cli",
        ...{ triggerDetail: null, triggerGroup: null },
        branch: branchOf(random()),
        commit: hash(),
        tree: hash(),
        dirty: random() < 0.3,
      },
      ...{
        subject: "feat(checkout): keep the cart when a guest signs in",
        author: "Mara Lindqvist",
        selection: isPartial ? ["unit"] : [],
        only: false,
      },
      ...{ parallel: 4, stages: seededPlan, socket: "/nobody", concurrency: null, timeoutMs: null, retryOf: null },
      ...{ tag: null, checkout: null, usesCache: true, expectedMs: null, expectedP90Ms: null },
    },
    createdAt,
  );
  tables.stageRuns.insert(projectId, id, seededPlan);
  let now = createdAt + 20;
  let run = step(queued, { type: "start" }, now);
  tables.runs.change(id, run, now);
  let outcome: TerminalStatus = "passed";
  for (const [index, stageRun] of tables.stageRuns.ofRun(id).entries()) {
    const isSkipped = outcome !== "passed";
    const [, , usualMs] = stageNames[index] ?? ["", "build", 1_000];
    if (isSkipped) {
      tables.stageRuns.change(stageRun.id, step(queued, finish("skipped", "needs-failed"), now), now, end("a need failed", null));
      continue;
    }
    let standing = step(queued, { type: "start" }, now);
    tables.stageRuns.change(stageRun.id, standing, now);
    now += Math.round(usualMs * (0.8 + random() * 0.5));
    outcome = random() < 0.97 ? "passed" : random() < 0.8 ? "failed" : "canceled";
    standing = step(
      standing,
      finish(outcome, outcome === "failed" ? "exit-code" : outcome === "canceled" ? "canceled-by-user" : null),
      now,
    );
    tables.stageRuns.change(stageRun.id, standing, now, end(null, outcome === "passed" ? 0 : outcome === "failed" ? 1 : null));
  }
  run = step(
    run,
    finish(outcome, outcome === "failed" ? "stage-failed" : outcome === "canceled" ? "canceled-by-user" : null),
    now + minuteMs / 1_000,
  );
  tables.runs.change(id, run, now);
  tables.rollups.addRun(id);
}

function end(detail: string | null, exitCode: number | null) {
  return { ...plainEnd, detail, exitCode };
}

function finish(status: TerminalStatus, reason: StatusReason | null): StatusEvent {
  return { type: "finish", status, reason };
}

function step(standing: Standing, event: StatusEvent, now: number): Standing {
  return take(transition(standing, event, now));
}

/** Most runs are of `main`. */
export function branchOf(value: number): string {
  return value < 0.7 ? "main" : `feature/${Math.floor(value * 40)}`;
}

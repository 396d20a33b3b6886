import { plainEnd, type Store } from "../../electron/engine/store/store.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { planPlainStage } from "../../shared/pipeline/plan.ts";
import { queued, type Standing, type StatusEvent, transition } from "../../shared/status.ts";
import { newRun, write } from "../fixtures/history.ts";
import { type BenchRow, median, timeRow } from "./bench-row.ts";
import { millionStages } from "./seed-million.ts";
import { take } from "./take.ts";

const rounds = 300;
const stages = millionStages.map(([name, phase]) => planPlainStage({ name, phase }));

/** What recording one run costs in a long history against an empty one, in turn: thirteen commits, the last with the rollups. */
export function liveWrites(ours: readonly [Store, ProjectId], empty: readonly [Store, ProjectId]): BenchRow {
  const pairs = Array.from({ length: rounds }, () => ({ empty: record(...empty), ours: record(...ours) }));
  const row = timeRow(
    "a run of five stages recorded, against an empty history",
    median(pairs.map((pair) => pair.ours)),
    median(pairs.map((pair) => pair.empty)),
    1.5,
  );
  const ratio = median(pairs.map((pair) => pair.ours / pair.empty));
  return { ...row, ratio, isMet: ratio <= 1.5 };
}

function record(store: Store, projectId: ProjectId): number {
  const startedAt = performance.now();
  const id = write(store, (tables) => {
    const made = tables.runs.insert(newRun(projectId, { stages }), Date.now()).id;
    tables.stageRuns.insert(projectId, made, stages);
    return made;
  });
  let run = after(queued, { type: "start" });
  write(store, ({ runs }) => runs.change(id, run, Date.now()));
  for (const stageRun of take(store.read(({ stageRuns }) => stageRuns.ofRun(id)))) {
    const started = after(queued, { type: "start" });
    write(store, ({ stageRuns }) => stageRuns.change(stageRun.id, started, Date.now()));
    const ended = after(started, { type: "finish", status: "passed", reason: null });
    write(store, ({ stageRuns }) => stageRuns.change(stageRun.id, ended, Date.now(), { ...plainEnd, exitCode: 0 }));
  }
  run = after(run, { type: "finish", status: "passed", reason: null });
  write(store, (tables) => {
    tables.runs.change(id, run, Date.now());
    tables.rollups.addRun(id);
  });
  return performance.now() - startedAt;
}

function after(standing: Standing, event: StatusEvent): Standing {
  return take(transition(standing, event, Date.now()));
}

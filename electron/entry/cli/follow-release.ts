import type { Release } from "../../../shared/contract/releases.ts";
import type { RunId } from "../../../shared/ids.ts";
import { ok, type Result } from "../../../shared/result.ts";
import { isTerminal, type Status } from "../../../shared/status.ts";
import { visible } from "../../../shared/visible.ts";
import { systemClock } from "../../engine/clock.ts";
import { loadPipeline } from "../../engine/pipeline/pipeline.ts";
import { cancelRun, onTermination, watchHosts } from "../../engine/run/run.ts";
import type { Store, StoredEvent } from "../../engine/store/store.ts";
import type { CommandFailure, Invocation } from "./command.ts";
import { tellFollowers } from "./deploy-lines.ts";
import { startFollowers } from "./deploy-place.ts";
import { exitCodes } from "./exit-codes.ts";
import { fail } from "./fail.ts";
import { type RunTeller, tellRun } from "./follow-run.ts";
import { endLines } from "./release-lines.ts";
import type { ReleasePlace } from "./release-place.ts";
import { printEvents, type RunOutput } from "./run-output.ts";

/** The run of a release while it is shown. */
interface FollowedRun {
  readonly id: RunId;
  readonly output: RunOutput;
  readonly teller: RunTeller;
}

/** Shows a release that this process makes, step by step, with its run, until it has ended. Ctrl-C ends its run. */
export async function followRelease(
  invocation: Invocation,
  place: ReleasePlace,
  release: Release,
): Promise<Result<number, CommandFailure>> {
  const { store, service } = place;
  const { id, projectId } = release;
  const project = store.read(({ projects }) => projects.get(projectId));
  const stages = project.ok && project.value !== null ? (await loadPipeline(project.value.path)).plan.stages : [];
  const tell = (event: object) => invocation.print(`${JSON.stringify(event)}\n`);
  let shown = 0;
  let showing: Promise<void> = Promise.resolve();
  /** What was told before the run was known: it may have ended by then. */
  const early: StoredEvent[] = [];
  let run: FollowedRun | null = null;
  // One that ended before is not shown again: a release that is resumed has its earlier run until there is a new one.
  const isNews = ({ id, status }: { readonly id: RunId; readonly status: Status }) =>
    !isTerminal(status) || early.some((event) => event.type === "run" && event.runId === id);
  const show = async () => {
    const read = await service.get({ releaseId: id });
    if (!read.ok) return;
    const { steps } = read.value;
    const now = read.value.release;
    // What a run prints stands between the step before it and its own end.
    if (run === null && now.run !== null && isNews(now.run)) {
      const output = printEvents(invocation, stages, store);
      output.onEvent({ type: "run.queued", runId: now.run.id, number: now.run.number, at: systemClock() });
      run = { id: now.run.id, output, teller: tellRun(store, now.run.id, output.onEvent) };
      run.teller.tell(early);
    }
    for (const step of steps.slice(shown)) {
      if (step.doneAt === null) break;
      shown += 1;
      if (run !== null) await untilShown(store, run);
      if (invocation.isJson) tell({ type: "release.step", releaseId: id, text: step.text, at: step.doneAt });
      else invocation.print(`${visible(step.text)}\n`);
    }
  };
  const stopStore = store.watch((events) => {
    if (run === null) early.push(...events);
    else run.teller.tell(events);
    if (events.some((event) => event.type === "release" && event.releaseId === id)) showing = showing.then(show);
  });
  const stopHosts = watchHosts(store, systemClock);
  let isCanceled = false;
  const stopListening = onTermination(
    () => {
      isCanceled = true;
      if (run !== null) void cancelRun(store, run.id, null, systemClock);
    },
    () => process.exit(exitCodes.canceled),
  );
  await show();
  await service.ended(id);
  await showing;
  await show();
  const followed = run as FollowedRun | null;
  if (followed !== null) {
    await untilShown(store, followed);
    followed.teller.stop();
    followed.output.leave();
  }
  stopListening();
  stopStore();
  stopHosts();
  const ended = await service.get({ releaseId: id });
  const isReleased = ended.ok && ended.value.release.state === "released";
  const followers = isReleased ? await startFollowers(invocation, store, ended.value.release.projectId) : [];
  store.close();
  if (!ended.ok) return fail(ended.failure);
  const end = ended.value.release;
  if (invocation.isJson) tell({ type: "release.finished", release: end });
  else invocation.print(`${endLines(end).join("\n")}\n`);
  tellFollowers(invocation, followers);
  return ok(end.state === "released" ? exitCodes.passed : isCanceled ? exitCodes.canceled : exitCodes.failed);
}

/** Waits until all that a run did so far stands there. The release looks for the run's end by itself, and may know it first. */
async function untilShown(store: Store, { id, output, teller }: FollowedRun): Promise<void> {
  const status = store.read(({ runs }) => runs.get(id)?.status ?? null);
  if (status.ok && status.value !== null && isTerminal(status.value)) await teller.ended;
  await output.finish();
}

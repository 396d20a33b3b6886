import { existsSync } from "node:fs";
import { finished } from "node:stream/promises";
import { countOf } from "../../../shared/counts.ts";
import { type RunId, runOf, type StageRunId, stageRunKeyOf } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { formatDuration } from "../../../shared/time.ts";
import { visible } from "../../../shared/visible.ts";
import { logFile } from "../../engine/data-folder.ts";
import { copyLog } from "../../engine/log/log.ts";
import type { RunEvent } from "../../engine/run/run.ts";
import type { Store } from "../../engine/store/store.ts";
import type { Invocation } from "./command.ts";
import { firstFailure, hasFailed } from "./first-failure.ts";
import { prefixLines } from "./line-prefix.ts";
import { quotedLabel } from "./named-stages.ts";
import { endOf, stageLabel } from "./print.ts";

/** Stages shorter than this are shown when they end: following each of a thousand quick ones would cost more than they do. */
const followAfterMs = 100;

/** Shows a run while it goes. */
export interface RunOutput {
  readonly onEvent: (event: RunEvent) => void;
  /** Waits until everything is on the screen. */
  finish(): Promise<void>;
  /** Stops following stages whose end nobody tells any more; without it they keep the process. */
  leave(): void;
}

/** Programs get one event a line; people get what the stages write, each line behind its stage, and how each ended. */
export function printEvents(invocation: Invocation, stages: readonly PlannedStage[], store: Store): RunOutput {
  if (!invocation.isJson) return printForPeople(invocation, stages, store);
  return {
    onEvent: (event) => invocation.out.write(`${JSON.stringify(event)}\n`),
    finish: async () => {},
    leave: () => {},
  };
}

interface Follower {
  isLive: boolean;
  timer: NodeJS.Timeout | null;
  copied: Promise<void> | null;
}

function printForPeople({ out, dataFolder }: Invocation, stages: readonly PlannedStage[], store: Store): RunOutput {
  const width = Math.max(...stages.map((stage) => stageLabel({ ...stage, attempt: 1 }).length));
  const followers = new Map<StageRunId, Follower>();
  let shown: Promise<void> = Promise.resolve();
  let number = 0;
  /** The last attempts of stages that failed and may not, by stage and variant. */
  const failed = new Map<string, { readonly id: StageRunId; readonly quoted: string; readonly detail: string | null }>();
  const mayFail = new Set(stages.filter((stage) => stage.mayFail).map(({ name }) => name));
  // The command that deploys ends with the reason, which the deployment has written down.
  const isDeployment = new Set(stages.filter(({ steps }) => steps.some(({ program }) => program === "deploy")).map(({ name }) => name));

  /** Many stages' lines stand above: which failed, and the line that says why. */
  async function printFailures(): Promise<void> {
    for (const [label, { id, quoted, detail }] of failed) {
      const reason = await firstFailure(dataFolder, id);
      const where = `See millrace logs ${number} ${quoted}.`;
      const said = reason ?? detail?.replace(/\.$/, "") ?? "it wrote nothing that tells why";
      out.write(`${visible(`${label}: ${said}. ${where}`)}\n`);
    }
  }

  async function printTests(run: RunId): Promise<void> {
    if (stages.every(({ reports }) => reports === null)) return;
    const { testLines } = await import("./run-tests.ts");
    for (const line of testLines(store, run)) out.write(`${visible(line)}\n`);
  }

  function follow(id: StageRunId, name: string, follower: Follower): Promise<void> {
    const { sequence } = stageRunKeyOf(id);
    const path = logFile(dataFolder, runOf(id), sequence);
    if (!follower.isLive && !existsSync(path)) return Promise.resolve();
    const lines = prefixLines(stages.length === 1 ? "" : visible(`${name.padEnd(width)} | `), out);
    return copyLog(path, lines, { isLive: () => follower.isLive }).then(async () => {
      lines.end();
      await finished(lines);
    });
  }

  function onFinished(event: Extract<RunEvent, { type: "stage.finished" }>): void {
    const follower = followers.get(event.stageRunId) ?? { isLive: false, timer: null, copied: null };
    followers.delete(event.stageRunId);
    follower.isLive = false;
    const stage = stageLabel({ ...event, attempt: 1 });
    const isAllowed = mayFail.has(event.name) && event.status === "failed";
    // One that never ran has no log.
    if (hasFailed(event) && event.durationMs !== null && !isAllowed && !isDeployment.has(event.name))
      failed.set(stage, { id: event.stageRunId, quoted: quotedLabel({ ...event, attempt: 1 }), detail: event.detail });
    else failed.delete(stage);
    if (follower.timer !== null) clearTimeout(follower.timer);
    const copied = follower.copied ?? follow(event.stageRunId, stageLabel(event), follower);
    const duration = event.durationMs === null ? "" : ` after ${formatDuration(event.durationMs)}`;
    const why = [endOf(event), isAllowed ? "(allowed to fail)" : ""].filter((part) => part !== "").join(" ");
    shown = Promise.all([shown, copied]).then(() => {
      out.write(`${visible(`${stageLabel(event).padEnd(width)} ${event.status}${duration}${why === "" ? "" : `: ${why}`}`)}\n`);
    });
  }

  return {
    onEvent: (event) => {
      if (event.type === "stage.started") {
        const follower: Follower = { isLive: true, timer: null, copied: null };
        followers.set(event.stageRunId, follower);
        follower.timer = setTimeout(() => {
          follower.copied = follow(event.stageRunId, stageLabel(event), follower);
        }, followAfterMs);
      } else if (event.type === "stage.finished") onFinished(event);
      else if (event.type === "stage.waiting") {
        const label = stageLabel(event);
        const how = `Answer on the board, or with millrace runs approve ${number} ${quotedLabel({ ...event, attempt: 1 })} (or deny).`;
        shown = shown.then(() => void out.write(`${visible(`${label.padEnd(width)} waits for approval. ${how}`)}\n`));
      } else if (event.type === "run.queued") {
        number = event.number;
        out.write(`Run ${number} (${event.runId}), ${countOf(stages.length, "stage")}\n`);
      } else if (event.type === "run.finished") {
        const duration = event.durationMs === null ? "" : ` after ${formatDuration(event.durationMs)}`;
        shown = shown
          .then(printFailures)
          .then(() => printTests(event.runId))
          .then(() => void out.write(`Run ${event.status}${duration}\n`));
      }
    },
    finish: () => shown,
    leave: () => {
      for (const follower of followers.values()) {
        follower.isLive = false;
        if (follower.timer !== null) clearTimeout(follower.timer);
      }
      followers.clear();
    },
  };
}

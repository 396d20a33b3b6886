import { setTimeout as sleep } from "node:timers/promises";
import type { ProjectId } from "../../../shared/ids.ts";
import type { PlannedChannel } from "../../../shared/pipeline/planned-monitor.ts";
import { err, type Failure, ok, type Result } from "../../../shared/result.ts";
import { dayMs, hourMs, mostTimerMs, secondMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import { loadPipeline } from "../pipeline/pipeline.ts";
import { redactText } from "../secret/secret.ts";
import type { Store, WaitingDelivery } from "../store/store.ts";
import { type AttemptOutcome, isDue, retryDelayMs, tellingMs } from "./attempt.ts";
import { runAlertCommand } from "./command.ts";
import { postAlert } from "./webhook.ts";

/** What telling people needs. */
export interface DeliveryParts {
  readonly store: Store;
  readonly now: Clock;
  /** Gives the values of all secrets that a channel of the project names, or none. */
  readonly secrets: (project: ProjectId, names: readonly string[]) => Promise<Result<ReadonlyMap<string, string>, Failure>>;
  /** The complete environment of commands. */
  readonly environment: NodeJS.ProcessEnv;
}

/** The loop that tells people. */
export interface Deliveries {
  /** Ends it. Attempts under way are broken off, and made again by the next loop with the same key. */
  stop(): Promise<void>;
}

/** So many channels are told at once; each hears one thing at a time. */
const mostAtOnce = 64;

/** Nothing is looked for longer than this, whatever the clock does. */
const lookAgainMs = 30_000;

/** How soon to look again whether what happens can be noted. */
const unnotedMs = secondMs;

/** How long alerts that are over are kept. */
const keptMs = 400 * dayMs;
const mostForgotten = 500;

/** Details are one line of a table. */
const mostCharacters = 300;

/**
 * Tells webhooks and commands what waits for them, from now on. Each is told in order and, when it fails, again and again for
 * a day. One loop of a history at a time is enough; several tell nothing twice.
 */
export function startDeliveries({ store, now, secrets, environment }: DeliveryParts): Deliveries {
  const busy = new Map<string, Promise<void>>();
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let forgottenAt = 0;

  function look(): void {
    clearTimeout(timer);
    if (closing.signal.aborted) return;
    forgetSometimes();
    const waiting = store.read(({ deliveries }) => deliveries.waiting("channels"));
    let soonestMs = lookAgainMs;
    for (const delivery of waiting.ok ? waiting.value : []) {
      const place = `${delivery.projectId} ${delivery.channel}`;
      if (busy.has(place)) continue;
      if (!isDue(delivery.nextAt, now())) soonestMs = Math.min(soonestMs, delivery.nextAt - now());
      else if (busy.size < mostAtOnce)
        busy.set(
          place,
          attempt(delivery).finally(() => {
            busy.delete(place);
            look();
          }),
        );
    }
    timer = setTimeout(look, Math.max(0, soonestMs)).unref();
  }

  async function attempt(delivery: WaitingDelivery): Promise<void> {
    const channel = await findChannel(delivery);
    const timeoutMs = channel.ok ? channel.value.channel.timeoutMs : 0;
    const number = delivery.attempts + 1;
    const begun = store.write(({ deliveries }) => deliveries.begin(delivery, now() + timeoutMs + retryDelayMs(number)));
    // What cannot be noted, because the disk is full, is not told: it would be told again and again.
    if (!begun.ok) await sleep(unnotedMs, undefined, { signal: closing.signal }).catch(() => {});
    if (!begun.ok || !begun.value) return;
    const outcome = channel.ok ? await tell(delivery, channel.value) : channel.failure;
    const detail = outcome.detail.slice(0, mostCharacters);
    store.write(({ deliveries }) => {
      const at = now();
      if (outcome.kind === "delivered") deliveries.end(delivery.row, "delivered", detail, at);
      else if (closing.signal.aborted) deliveries.retry(delivery.row, "broken off", at, at);
      else if (outcome.kind === "refused" || at - delivery.queuedAt >= tellingMs) deliveries.end(delivery.row, "failed", detail, at);
      else deliveries.retry(delivery.row, detail, at + Math.max(retryDelayMs(number), outcome.afterMs), at);
    });
  }

  /** The channel as its file says now. */
  async function findChannel(delivery: WaitingDelivery): Promise<Result<FoundChannel, AttemptOutcome>> {
    const project = store.read(({ projects }) => projects.get(delivery.projectId));
    if (!project.ok) return err(later(project.failure.message));
    if (project.value === null) return err({ kind: "refused", detail: "the project was removed" });
    if (!project.value.trusted) return err(later("the project is not trusted"));
    const folder = project.value.path;
    const pipeline = await loadPipeline(folder);
    const channel = pipeline.operations.channels.find(({ name }) => name === delivery.channel);
    if (channel !== undefined) return ok({ channel, folder });
    if (pipeline.origin === "file") return err({ kind: "refused", detail: "millrace.yml has no such channel any more" });
    return err(later("millrace.yml cannot be read"));
  }

  async function tell(delivery: WaitingDelivery, { channel, folder }: FoundChannel): Promise<AttemptOutcome> {
    const values = await secrets(delivery.projectId, channel.secrets);
    if (!values.ok) return later(values.failure.message);
    const { message, what, key } = delivery;
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(Math.min(channel.timeoutMs, mostTimerMs))]);
    const context = { ...{ channel, folder, message, what, key, environment, signal }, secrets: values.value };
    const outcome = await (channel.kind.type === "webhook" ? postAlert(context) : runAlertCommand(context));
    return { ...outcome, detail: redactText(outcome.detail, values.value) };
  }

  function forgetSometimes(): void {
    if (Math.abs(now() - forgottenAt) < hourMs) return;
    forgottenAt = now();
    store.write(({ alerts }) => alerts.forget(now() - keptMs, mostForgotten));
  }

  const stopWatching = store.watch((events) => {
    if (events.some(({ type }) => type === "alert")) look();
  });
  look();
  return {
    stop: async () => {
      closing.abort();
      clearTimeout(timer);
      stopWatching();
      await Promise.all(busy.values());
    },
  };
}

/** A channel and its project's folder. */
interface FoundChannel {
  readonly channel: PlannedChannel;
  readonly folder: string;
}

function later(detail: string): AttemptOutcome {
  return { kind: "try-again", detail, afterMs: 0 };
}

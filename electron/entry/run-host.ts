import { text } from "node:stream/consumers";
import { systemClock } from "../engine/clock.ts";
import { executeRun, givenFirst, type HostAnswer, type HostInput, type RunHostParts, resumeRun } from "../engine/run/run.ts";
import { openStore } from "../engine/store/store.ts";
import { lateSecrets } from "./late-secrets.ts";
import { ownPrograms } from "./own-programs.ts";
import { version } from "./places.ts";
import { staySmall } from "./stay-small.ts";

/*
 * A run's own process: reads the request from its standard input, answers one line when the run is recorded, executes it
 * and ends. Nobody needs to listen after that line.
 */

function answer(value: HostAnswer): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

async function main(): Promise<void> {
  staySmall();
  // Whoever started this may be gone by the time something is written: that is no fault of the run.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const { dataFolder, order, secretKey, given } = JSON.parse(await text(process.stdin)) as HostInput;
  const store = openStore(dataFolder, { now: systemClock, isSmall: true });
  if (!store.ok) {
    answer(store);
    return;
  }
  let wasAnswered = false;
  const parts: RunHostParts = {
    store: store.value,
    now: systemClock,
    environment: process.env,
    version,
    secrets: givenFirst(given, lateSecrets(store.value, secretKey)),
    ownPrograms,
    onEvent: (event) => {
      if (event.type !== "run.queued") return;
      wasAnswered = true;
      answer({ ok: true, value: { runId: event.runId, number: event.number } });
    },
  };
  const finished = order.type === "run" ? await executeRun(order.request, parts) : await resumeRun(order.runId, order, parts);
  if (!finished.ok && !wasAnswered) answer(finished);
  store.value.close();
}

void main();

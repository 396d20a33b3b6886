import { text } from "node:stream/consumers";
import { systemClock } from "../engine/clock.ts";
import { claimWatch, MonitorHost, type MonitorHostAnswer, type MonitorHostInput } from "../engine/monitor/monitor.ts";
import { listenForLines, newSocketPlace } from "../engine/process/process.ts";
import { openStore } from "../engine/store/store.ts";
import { lateSecrets } from "./late-secrets.ts";
import { staySmall } from "./stay-small.ts";

/*
 * The process that watches the monitors of all projects: answers one line when it does, or another one does, and stays as
 * long as somebody is connected to its socket.
 */

async function main(): Promise<void> {
  staySmall();
  // Whoever started this may be gone by the time something is written: that is no fault of the monitors.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const { dataFolder, secretKey } = JSON.parse(await text(process.stdin)) as MonitorHostInput;
  const answer = (value: MonitorHostAnswer) => void process.stdout.write(`${JSON.stringify(value)}\n`);
  const place = newSocketPlace(process.env);
  if (!place.ok) return answer(place);
  const store = openStore(dataFolder, { now: systemClock, isSmall: true });
  if (!store.ok) return answer(store);
  const opened = Promise.withResolvers<MonitorHost>();
  let host: MonitorHost | null = null;
  const socket = await listenForLines(
    place.value,
    async (line) => (await opened.promise).answer(line),
    (connected) => host?.count(connected),
  );
  if (!socket.ok) return answer(socket);
  const end = () => {
    socket.value.close();
    store.value.close();
    process.exit();
  };
  const claimed = await claimWatch(store.value, place.value);
  if (!claimed.ok || !claimed.value) {
    answer(claimed.ok ? { ok: true, value: { isHost: false } } : claimed);
    return end();
  }
  const parts = { store: store.value, socket: place.value, now: systemClock, environment: process.env };
  host = new MonitorHost({ ...parts, secrets: lateSecrets(store.value, secretKey), onDone: end });
  await host.open();
  opened.resolve(host);
  answer({ ok: true, value: { isHost: true } });
}

void main();

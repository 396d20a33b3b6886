import { text } from "node:stream/consumers";
import { systemClock } from "../engine/clock.ts";
import { claimServices, ServiceHost, type ServiceHostAnswer, type ServiceHostInput } from "../engine/operate/operate.ts";
import { listenForLines, newSocketPlace } from "../engine/process/process.ts";
import { openStore } from "../engine/store/store.ts";
import { lateSecrets } from "./late-secrets.ts";
import { staySmall } from "./stay-small.ts";

/*
 * The process that keeps the services of one project running: reads which from its standard input, answers one line when it
 * looks after them, or another one does, and stays as long as there is anything to look after.
 */

async function main(): Promise<void> {
  staySmall();
  // Whoever started this may be gone by the time something is written: that is no fault of the services.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const { dataFolder, projectId, secretKey } = JSON.parse(await text(process.stdin)) as ServiceHostInput;
  const answer = (value: ServiceHostAnswer) => void process.stdout.write(`${JSON.stringify(value)}\n`);
  const place = newSocketPlace(process.env);
  if (!place.ok) return answer(place);
  const store = openStore(dataFolder, { now: systemClock, isSmall: true });
  if (!store.ok) return answer(store);
  let host: ServiceHost | null = null;
  const socket = await listenForLines(place.value, () => {
    host?.look();
    return host === null ? "not yet" : "ok";
  });
  if (!socket.ok) return answer(socket);
  const end = () => {
    socket.value.close();
    store.value.close();
    // Services that another host looks after now are its children still.
    process.exit();
  };
  const claimed = await claimServices(store.value, projectId, place.value);
  if (!claimed.ok || !claimed.value) {
    answer(claimed.ok ? { ok: true, value: { isHost: false } } : claimed);
    return end();
  }
  const parts = { store: store.value, project: projectId, socket: place.value, now: systemClock, environment: process.env };
  const answered = Promise.withResolvers<void>();
  // There may be nothing to do, and it is done before anybody was told.
  const onDone = () => void answered.promise.then(end);
  const opening = new ServiceHost({ ...parts, secrets: lateSecrets(store.value, secretKey), onDone });
  const opened = await opening.open();
  host = opening;
  answer(opened.ok ? { ok: true, value: { isHost: true } } : opened);
  answered.resolve();
}

void main();

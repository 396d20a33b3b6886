import { createStore } from "zustand/vanilla";
import type { ProjectId, ServiceId } from "../../shared/ids.ts";
import { minuteMs, secondMs } from "../../shared/time.ts";
import { call } from "../link/call.ts";
import { soon } from "./soon.ts";

/** What a service used lately, the oldest first; `null` where nothing is known. */
export interface ServiceSpark {
  readonly cpu: readonly (number | null)[];
  readonly memory: readonly (number | null)[];
}

export const serviceSparksStore = createStore<{ readonly sparks: Readonly<Record<ServiceId, ServiceSpark>> }>()(() => ({ sparks: {} }));

const spanMs = 15 * minuteMs;
const points = 30;
// As many as one question may ask for, two of each.
const mostAtOnce = 25;
const refreshMs = 15 * secondMs;
const pauseMs = 60;

const wanted = new Map<ServiceId, { readonly projectId: ProjectId; count: number }>();
let timer: ReturnType<typeof setInterval> | null = null;

/** Keeps what a service used lately new for as long as it is drawn: those in sight are asked for together. Returns a way to stop. */
export function wantSpark(projectId: ProjectId, id: ServiceId): () => void {
  const entry = wanted.get(id) ?? { projectId, count: 0 };
  entry.count += 1;
  wanted.set(id, entry);
  if (serviceSparksStore.getState().sparks[id] === undefined) readSoon();
  timer ??= setInterval(() => {
    if (!document.hidden) readSoon();
  }, refreshMs);
  return () => {
    entry.count -= 1;
    if (entry.count === 0) wanted.delete(id);
    if (wanted.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
    // Nobody draws them: what was known is too old by the next time.
    serviceSparksStore.setState({ sparks: {} });
  };
}

const readSoon = soon(pauseMs, () => void readWanted());

async function readWanted(): Promise<void> {
  const ids = [...wanted.keys()];
  for (let first = 0; first < ids.length; first += mostAtOnce) await readSome(ids.slice(first, first + mostAtOnce));
}

async function readSome(ids: readonly ServiceId[]): Promise<void> {
  const projectId = wanted.get(ids[0] ?? ("" as ServiceId))?.projectId;
  if (projectId === undefined) return;
  const to = Date.now();
  const series = ids.flatMap((id) => [`service/${id}/cpu`, `service/${id}/memory`]);
  const answer = await call((engine) => engine.metrics.read({ projectId, series, from: to - spanMs, to, points }));
  // A list without its small charts is still the list.
  if (!answer.ok) return;
  const byName = new Map(answer.value.series.map(({ name, average }) => [name, average]));
  const read = ids.map((id) => [id, { cpu: byName.get(`service/${id}/cpu`) ?? [], memory: byName.get(`service/${id}/memory`) ?? [] }]);
  serviceSparksStore.setState(({ sparks }) => ({ sparks: { ...sparks, ...Object.fromEntries(read) } }));
}

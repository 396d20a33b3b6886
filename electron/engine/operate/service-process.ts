import { endLasting, identityOf, type LastingRequest, type ProcessEnd, startLasting } from "../process/process.ts";
import type { ServiceEnd } from "./life.ts";

/** A process of a service with all that it has started. */
export interface ServiceProcess {
  readonly pid: number;
  readonly identity: string | null;
  /** Asks it to end, and kills what is left of it after the grace. */
  stop(signal: NodeJS.Signals, graceMs: number): void;
}

/** How often a process that somebody else has started is looked at: nobody tells how it ends. */
const lookMs = 250;

/** When all of it is gone, the system tells at once how its first process ended, where it tells that at all. */
const tellMs = 1_000;

/** Starts one. `onEnd` is called once, when nothing of it is left, and never before this returns; or there is a failure instead. */
export function startServiceProcess(request: LastingRequest, cookie: string, onEnd: (end: ServiceEnd) => void) {
  const ended = Promise.withResolvers<ServiceEnd>();
  const started = startLasting(request, (end: ProcessEnd) => ended.resolve(end));
  return "failure" in started ? started : watch(started.pid, identityOf(started.pid), cookie, ended.promise, tellMs, onEnd);
}

/** Takes over one that runs already; `null` when it does not. */
export function adoptServiceProcess(
  { pid, identity, cookie }: { readonly pid: number; readonly identity: string; readonly cookie: string },
  onEnd: (end: ServiceEnd) => void,
): ServiceProcess | null {
  const isThere = () => identityOf(pid) === identity;
  if (!isThere()) return null;
  const ended = Promise.withResolvers<ServiceEnd>();
  const timer = setInterval(() => {
    if (isThere()) return;
    clearInterval(timer);
    ended.resolve({ kind: "unseen" });
  }, lookMs);
  return watch(pid, identity, cookie, ended.promise, 0, onEnd);
}

function watch(
  pid: number,
  identity: string | null,
  cookie: string,
  ended: Promise<ServiceEnd>,
  waitMs: number,
  onEnd: (end: ServiceEnd) => void,
): ServiceProcess {
  let isStopping = false;
  void ended.then(async (end) => {
    if (isStopping) return;
    isStopping = true;
    await endLasting({ pid, identity, cookie }, "SIGKILL", 0);
    onEnd(end);
  });
  return {
    pid,
    identity,
    stop: (signal, graceMs) => {
      if (isStopping) return;
      isStopping = true;
      void endLasting({ pid, identity, cookie }, signal, graceMs).then(async () => {
        const timeout = new Promise<ServiceEnd>((resolve) => setTimeout(() => resolve({ kind: "unseen" }), waitMs));
        onEnd(await Promise.race([ended, timeout]));
      });
    },
  };
}

import type { Service, ServiceStart } from "../../../shared/contract/services.ts";
import { countOf } from "../../../shared/counts.ts";
import { formatAge, formatBytes, formatDuration } from "../../../shared/time.ts";

/** A service as one line for people. */
export function serviceLine(service: Service, now: number): string {
  const { name, state, pid, since, log, restarts, memoryBytes, cpuPercent, ports } = service;
  const cells = [
    name.padEnd(20),
    state.replace("-", " ").padEnd(11),
    // One that was never started stands nowhere since a moment that means anything.
    (log === null && state === "stopped" ? "never started" : formatAge(now - since)).padStart(13),
    (pid === null ? "" : String(pid)).padStart(8),
    (cpuPercent === null ? "" : `${cpuPercent.toFixed(1)} %`).padStart(8),
    (memoryBytes === null ? "" : formatBytes(memoryBytes)).padStart(10),
    (restarts === 0 ? "" : countOf(restarts, "restart")).padEnd(12),
    ports.map((port) => `:${port}`).join(" "),
    detailOf(service, now),
  ];
  return cells.join("  ").trimEnd();
}

function detailOf({ detail, nextStartAt, isCurrent }: Service, now: number): string {
  const next = nextStartAt === null ? "" : `again in ${formatDuration(Math.max(0, nextStartAt - now))}`;
  return [detail, next, isCurrent ? "" : "not as the file says now: restart it"].filter((part) => part !== "").join("; ");
}

/** One time that a service ran, as one line for people. */
export function startLine({ startedAt, readyAt, finishedAt, exitCode, signal, cause }: ServiceStart, now: number): string {
  const ran = finishedAt === null ? "runs" : formatDuration(finishedAt - startedAt);
  const end = exitCode !== null ? `exit code ${exitCode}` : (signal ?? (finishedAt === null ? "" : "unseen"));
  const ready = readyAt === null ? "never ready" : `ready after ${formatDuration(readyAt - startedAt)}`;
  return `  ${formatAge(now - startedAt).padStart(12)}  ${ran.padStart(10)}  ${end.padEnd(14)}  ${ready.padEnd(22)}  ${cause}`.trimEnd();
}

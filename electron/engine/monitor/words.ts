import type { PlannedAlert, PlannedCheck } from "../../../shared/pipeline/planned-monitor.ts";
import { formatBytes, formatDuration } from "../../../shared/time.ts";

/** What is looked at, for a person. */
export function targetWords(check: PlannedCheck): string {
  switch (check.kind) {
    case "http":
      return `${check.method} ${check.url}`;
    case "tcp":
      return `port ${check.port} of ${check.host}`;
    case "tls":
      return `certificate of ${check.host}:${check.port}`;
    case "dns":
      return `${check.record} of ${check.name}${check.resolver === null ? "" : ` at ${check.resolver}`}`;
    case "run":
      return check.run.trim().split("\n")[0] ?? "";
    case "process":
      return `process ${check.pattern}`;
    case "service":
      return `service ${check.service}`;
    case "disk":
      return `disk of ${check.path}`;
    case "log":
      return `${check.pattern} in ${"file" in check.source ? check.source.file : `the log of ${check.source.service}`}`;
  }
}

/** When somebody is told: `after 3 failures: inbox, desktop, ops`. */
export function alertWords(alert: PlannedAlert): string {
  const { after, forMs, latency, notify } = alert;
  const rules = [
    after === 1 ? (forMs === 0 ? "when it is down" : "") : `after ${after} failures`,
    forMs === 0 ? "" : `after ${formatDuration(forMs)}`,
    latency === null ? "" : `slower than ${formatDuration(latency.overMs)} for ${formatDuration(latency.forMs)}`,
  ].filter((rule) => rule !== "");
  return `${rules.join(", ")}: ${notify.length === 0 ? "nobody" : notify.join(", ")}`;
}

/** What is asked of a disk: `5.0 GiB`, `10 %`. */
export function freeWords(free: Extract<PlannedCheck, { kind: "disk" }>["free"]): string {
  return "bytes" in free ? formatBytes(free.bytes) : `${Math.round(free.share * 1_000) / 10} %`;
}

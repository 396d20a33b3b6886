import { homedir } from "node:os";
import type { PlannedEnvironment, PlannedHealth, PlannedStrategy } from "../../../../shared/pipeline/planned-environment.ts";
import { formatDuration } from "../../../../shared/time.ts";

/** Where an environment is, for a person: `~/sites/shop`, `deploy@shop:/srv/shop`. */
export function targetWords(strategy: PlannedStrategy): string {
  if (strategy.type === "command") return strategy.run.trim().split("\n")[0] ?? "";
  if (strategy.type === "directory") return strategy.path.replace(new RegExp(`^${escaped(homedir())}(?=/|$)`), "~");
  return `${strategy.host}${strategy.port === null ? "" : `:${strategy.port}`}:${strategy.path}`;
}

/** How health is asked, such as `http://127.0.0.1:8081/healthz every 2s`. */
export function healthWords({ probe, everyMs }: PlannedHealth): string {
  const asked =
    probe.kind === "http" ? probe.url : probe.kind === "tcp" ? `${probe.host}:${probe.port}` : (probe.run.trim().split("\n")[0] ?? "");
  return `${asked} every ${formatDuration(everyMs)}`;
}

/** What an environment says of itself. */
export function plainFactsOf({ name, strategy, url, auto, needs, approval, health }: PlannedEnvironment) {
  return {
    ...{ name, strategy: strategy.type, target: targetWords(strategy), url, auto, needs: [...needs] },
    ...{ asksApproval: approval !== null, health: health === null ? null : healthWords(health) },
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

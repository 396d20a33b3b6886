import type { PipelineEnvironment } from "../../../shared/contract/schemas.ts";
import type { PlannedEnvironment, PlannedStrategy } from "../../../shared/pipeline/planned-environment.ts";

/** What an environment would run and change, as the trust question shows it. `line` is that of its definition. */
export function describeEnvironment({ name, strategy, health }: PlannedEnvironment, line: number): PipelineEnvironment {
  const command = (when: PipelineEnvironment["commands"][number]["when"], run: string | null) => (run === null ? [] : [{ when, run }]);
  const asked = health?.probe.kind === "command" ? health.probe.run : null;
  const own = strategy.type === "command" ? strategy : null;
  return {
    name,
    target: targetOf(strategy),
    commands: [
      ...command("deploy", own?.run ?? null),
      ...command("after", strategy.type === "command" ? null : strategy.after),
      ...command("health", asked),
      ...command("rollback", own?.rollback ?? null),
      ...command("status", own?.status ?? null),
    ],
    line,
  };
}

function targetOf(strategy: PlannedStrategy): string | null {
  if (strategy.type === "command") return null;
  return strategy.type === "ssh" ? `${strategy.host}:${strategy.path}` : strategy.path;
}

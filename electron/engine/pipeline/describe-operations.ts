import type { PipelineOperation } from "../../../shared/contract/schemas.ts";
import type { PlannedProbe } from "../../../shared/pipeline/planned-service.ts";
import type { PlannedOperations } from "./parsed-pipeline.ts";

/** What services, runbooks, monitors and channels would run, as the trust question shows it; those that run nothing are left out. */
export function describeOperations({ services, runbooks, monitors, channels, lines }: PlannedOperations): PipelineOperation[] {
  const asked = (probe: PlannedProbe | { readonly kind: "log" } | undefined) => (probe?.kind === "command" ? [probe.run] : []);
  return [
    ...services.map(({ name, run, ready, live }) => ({
      ...{ kind: "service" as const, name, line: lines.services[name] ?? 0 },
      commands: [run, ...asked(ready?.probe), ...asked(live?.probe)],
    })),
    ...runbooks.map(({ name, run }) => ({ kind: "runbook" as const, name, line: lines.runbooks[name] ?? 0, commands: [run] })),
    ...monitors.map(({ name, check }) => ({
      ...{ kind: "monitor" as const, name, line: lines.monitors[name] ?? 0 },
      commands: check.kind === "run" ? [check.run] : [],
    })),
    ...channels.map(({ name, kind }) => ({
      ...{ kind: "channel" as const, name, line: lines.channels[name] ?? 0 },
      commands: kind.type === "command" ? [kind.run] : [],
    })),
  ].filter(({ commands }) => commands.length > 0);
}

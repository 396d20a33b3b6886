import type { z } from "zod";
import { parseDuration } from "../time.ts";
import type { ParameterRule } from "./check-parameter.ts";
import type { PipelineDefinition } from "./definition.ts";
import type { parameterSchema } from "./runbook-schema.ts";

/** One parameter of a runbook, as it is written. */
export type ParameterDefinition = z.infer<typeof parameterSchema>;

/** A runbook with everything decided. */
export interface PlannedRunbook {
  readonly name: string;
  readonly description: string;
  readonly run: string;
  /** Inside the project, with `/`; empty for its own folder. */
  readonly cwd: string;
  readonly shell: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly timeoutMs: number;
  /** What must be typed; empty for a plain question, `null` when nobody is asked. */
  readonly confirm: string | null;
  readonly parameters: readonly (ParameterDefinition & { readonly name: string })[];
  /** `null`: as often as one likes. */
  readonly perHour: number | null;
}

/** The runbooks of a checked definition, in its order. */
export function planRunbooks(definition: PipelineDefinition): PlannedRunbook[] {
  return Object.entries(definition.runbooks ?? {}).map(([name, runbook]) => ({
    name,
    description: runbook.description ?? "",
    run: runbook.run,
    cwd: runbook.cwd ?? "",
    shell: runbook.shell ?? null,
    env: { ...definition.env, ...runbook.env },
    secrets: [...new Set([...(definition.secrets ?? []), ...(runbook.secrets ?? [])])],
    timeoutMs: parseDuration(runbook.timeout ?? "1h") ?? 0,
    confirm: runbook.confirm === true ? "" : runbook.confirm || null,
    parameters: Object.entries(runbook.parameters ?? {}).map(([parameter, definition]) => ({ ...definition, name: parameter })),
    perHour: runbook.limit?.perHour ?? null,
  }));
}

/** What decides whether a value of a parameter fits. */
export function ruleOf(parameter: ParameterDefinition): ParameterRule {
  const isOptional = parameter.optional ?? false;
  const common = { type: parameter.type, isOptional, pattern: null, choices: [], min: null, max: null, isWhole: false };
  switch (parameter.type) {
    case "text":
      return { ...common, pattern: parameter.pattern ?? null };
    case "choice":
      return { ...common, choices: parameter.choices };
    case "number":
      return { ...common, min: parameter.min ?? null, max: parameter.max ?? null, isWhole: parameter.whole ?? false };
    case "secret":
      return common;
  }
}

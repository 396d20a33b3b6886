import type { PipelineDefinition } from "../../../shared/pipeline/definition.ts";
import { planRunbooks, ruleOf } from "../../../shared/pipeline/planned-runbook.ts";
import { problemAt } from "./check-environments.ts";
import { checkPattern } from "./check-services.ts";
import { checkOverridden } from "./check-stages.ts";
import { checkValue } from "./check-value.ts";
import type { Located } from "./locate-yaml.ts";
import type { TextProblem } from "./problem.ts";

/** What a schema cannot say of runbooks: defaults that fit their own rule, variables that two things would set. */
export function checkRunbooks(root: Located, definition: PipelineDefinition): TextProblem[] {
  const { runbooks = {}, secrets = [] } = definition;
  return Object.entries(runbooks).flatMap(([name, runbook]) => {
    const path = ["runbooks", name];
    const allSecrets = [...secrets, ...(runbook.secrets ?? [])];
    const problems = checkOverridden(root, path, runbook.env, allSecrets);
    for (const parameter of planRunbooks({ ...definition, runbooks: { [name]: runbook } })[0]?.parameters ?? []) {
      const at = [...path, "parameters", parameter.name];
      const faults = "pattern" in parameter ? checkPattern(root, [...at, "pattern"], parameter.pattern) : [];
      problems.push(...faults);
      if (allSecrets.includes(parameter.name)) problems.push(problemAt(root, at, " is a secret of the same name already."));
      if (runbook.env !== undefined && Object.hasOwn(runbook.env, parameter.name))
        problems.push(problemAt(root, at, " is a variable of `env` already."));
      if (parameter.type === "number" && (parameter.min ?? Number.NEGATIVE_INFINITY) > (parameter.max ?? Number.POSITIVE_INFINITY))
        problems.push(problemAt(root, [...at, "max"], " is below `min`: no number would fit."));
      const given = "default" in parameter && parameter.default !== undefined ? String(parameter.default) : null;
      const misfit = given === null || faults.length > 0 ? null : checkValue(ruleOf(parameter), given);
      if (misfit !== null) problems.push(problemAt(root, [...at, "default"], ` ${misfit}.`));
    }
    return problems;
  });
}

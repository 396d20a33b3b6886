import { resolve } from "node:path";
import { ok } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { describeProblem, validatePipelineFile } from "../../../engine/pipeline/pipeline.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";

/** `millrace validate`: exit code 2 when the file has faults. */
export const executeValidate: Execute = async ({ words, isJson, projectFolder, print }) => {
  const checked = await validatePipelineFile(resolve(projectFolder, words[0] ?? "."));
  if (!checked.ok) return fail(checked.failure, exitCodes.usage);
  const { file, problems } = checked.value;
  const isValid = problems.length === 0;
  if (isJson) print(`${JSON.stringify({ ok: isValid, errors: problems })}\n`);
  else if (isValid) print(`${visible(file)} is valid.\n`);
  else for (const problem of problems) print(`${visible(describeProblem(problem))}\n`);
  return ok(isValid ? exitCodes.passed : exitCodes.usage);
};

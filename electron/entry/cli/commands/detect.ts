import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { ok } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { detectPipeline, pipelineFileName, savePipeline } from "../../../engine/pipeline/pipeline.ts";
import { findFolder } from "../../../engine/project/folders.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";

/** `millrace detect`: reads the folder, runs nothing, and writes nothing without `--save`. */
export const executeDetect: Execute = async ({ words, options, isJson, projectFolder, print }) => {
  const folder = await findFolder(resolve(projectFolder, words[0] ?? "."));
  if (!folder.ok) return fail(folder.failure);
  if (options.save === true) {
    const saved = await savePipeline(folder.value);
    if (!saved.ok) return fail(saved.failure);
    print(isJson ? `${JSON.stringify(saved.value)}\n` : `${visible(saved.value.path)} is written. millrace run does what it says.\n`);
    return ok(exitCodes.passed);
  }
  const { project, toolchains, stages, notes: found } = await detectPipeline(folder.value);
  const hasFile = existsSync(join(folder.value, pipelineFileName));
  const notes = hasFile ? [`There is a ${pipelineFileName}, and a run does what it says instead of this.`, ...found] : found;
  if (isJson) {
    print(`${JSON.stringify({ project, toolchains, stages, notes })}\n`);
    return ok(exitCodes.passed);
  }
  print(
    stages.length === 0
      ? `Nothing that Millrace knows was found in ${visible(folder.value)}.${hasFile ? "" : ` A ${pipelineFileName} says what to run.`}\n`
      : `${visible(project)}: ${toolchains.join(", ")}\n`,
  );
  for (const { id, phase, run, needs, source } of stages) {
    const after = needs.length === 0 ? "" : `  (after ${needs.join(", ")})`;
    print(`${visible(`  ${phase.padEnd(8)}  ${id.padEnd(20)}  ${run.split("\n").join(" ; ")}${after}  from ${source}`)}\n`);
  }
  for (const note of notes) print(`  note: ${visible(note)}\n`);
  return ok(exitCodes.passed);
};

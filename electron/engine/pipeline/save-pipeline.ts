import { isDeepStrictEqual } from "node:util";
import { Document, isMap, isSeq } from "yaml";
import { pipelineSchemaUrl } from "../../../shared/pipeline/definition.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { parsePipeline } from "./parse-pipeline.ts";

/**
 * Writes a detected plan as the text of a pipeline's file: each stage with what was detected and nothing else. Reading
 * it back yields the same plan; anything else would be a bug, and throws.
 */
export function writePipelineText(plan: readonly PlannedStage[]): string {
  const stages = new Map(plan.map((stage) => [stage.name, describeStage(stage)]));
  const document = new Document(
    new Map<string, unknown>([
      ["version", 1],
      ["stages", stages],
    ]),
  );
  const stagesNode = document.get("stages");
  for (const pair of isMap(stagesNode) ? stagesNode.items : []) {
    const needs = isMap(pair.value) ? pair.value.get("needs") : null;
    if (isSeq(needs)) needs.flow = true;
  }
  document.commentBefore = ` yaml-language-server: $schema=${pipelineSchemaUrl}`;
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  const parsed = parsePipeline(text, "millrace.yml");
  if (!isDeepStrictEqual(parsed.plan.stages, plan))
    throw new Error(`A written pipeline did not read back the same: ${JSON.stringify(parsed.problems)}`);
  return text;
}

function describeStage(stage: PlannedStage): Map<string, unknown> {
  const step = stage.steps[0];
  const entries: [string, unknown][] = [["phase", stage.phase]];
  if (stage.needs.length > 0) entries.push(["needs", [...stage.needs]]);
  if (step !== undefined && step.cwd !== "") entries.push(["cwd", step.cwd]);
  entries.push(["run", step?.run ?? ""]);
  return new Map(entries);
}

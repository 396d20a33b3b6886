import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { pipelineDefinitionSchema } from "../../../../shared/pipeline/definition.ts";
import { phases } from "../../../../shared/pipeline/phases.ts";
import { stageOf } from "../test-data.ts";
import { snippetOf } from "./snippets.ts";

test("every invited phase's snippet is a pipeline that Millrace accepts", () => {
  for (const phase of phases.filter((name) => name !== "plan" && name !== "deploy" && name !== "operate" && name !== "monitor")) {
    const parsed = pipelineDefinitionSchema.safeParse(parseDocument(snippetOf(phase, [], true)).toJS());
    expect(parsed.error, phase).toBeUndefined();
  }
});

test("a snippet needs the last stage of the nearest earlier phase and takes a free name", () => {
  const stages = [stageOf("lint", "code"), stageOf("unit", "test"), stageOf("e2e", "test"), stageOf("package", "build")];
  expect(snippetOf("release", stages, false)).toBe("  package-2:\n    phase: release\n    needs: [e2e]\n    run: npm pack\n");
  expect(snippetOf("code", [], true)).toBe("version: 1\nstages:\n  lint:\n    phase: code\n    run: npm run lint\n");
});

import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { pipelineDefinitionSchema } from "../../../shared/pipeline/definition.ts";
import { environmentSnippet } from "./environment-snippet.ts";

test("the lines that are offered make environments that Millrace accepts, in a file of their own or in one with stages", () => {
  const stages = "stages:\n  build: { phase: build, run: make }\n";
  for (const text of [`${environmentSnippet(true)}${stages}`, `version: 1\n${stages}${environmentSnippet(false)}`]) {
    const parsed = pipelineDefinitionSchema.safeParse(parseDocument(text).toJS());
    expect([parsed.error, Object.keys(parsed.data?.environments ?? {})]).toEqual([undefined, ["staging", "production"]]);
  }
});

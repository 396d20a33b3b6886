import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { pipelineDefinitionSchema } from "../../../shared/pipeline/definition.ts";
import { monitorSnippet } from "./monitor-snippet.ts";

const stages = "stages:\n  lint: { phase: code, run: echo tidy }\n";

test("the lines that are offered make monitors that Millrace accepts, in a file of their own or in one with stages", () => {
  for (const text of [`${monitorSnippet(true)}${stages}`, `version: 1\n${stages}${monitorSnippet(false)}`]) {
    const parsed = pipelineDefinitionSchema.safeParse(parseDocument(text).toJS());
    expect([parsed.error, Object.keys(parsed.data?.monitors ?? {})]).toEqual([undefined, ["home", "database", "certificate"]]);
  }
});

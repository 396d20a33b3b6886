import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { pipelineDefinitionSchema } from "../../../shared/pipeline/definition.ts";
import { runbookSnippet, serviceSnippet } from "./snippets.ts";

const stages = "stages:\n  build: { phase: build, run: make }\n";

test.each([
  ["services", serviceSnippet, ["db", "web"]],
  ["runbooks", runbookSnippet, ["flush-cache"]],
] as const)(
  "the lines that are offered make %s that Millrace accepts, in a file of their own or in one with stages",
  (kind, snippet, names) => {
    for (const text of [`${snippet(true)}${stages}`, `version: 1\n${stages}${snippet(false)}`]) {
      const parsed = pipelineDefinitionSchema.safeParse(parseDocument(text).toJS());
      expect([parsed.error, Object.keys(parsed.data?.[kind] ?? {})]).toEqual([undefined, names]);
    }
  },
);

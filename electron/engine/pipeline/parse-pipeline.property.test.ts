import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { PipelineDefinition, StageDefinition } from "../../../shared/pipeline/definition.ts";
import { phases } from "../../../shared/pipeline/phases.ts";
import { parsePipeline } from "./parse-pipeline.ts";

const name = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:@/+-]{0,12}$/),
  fc.constantFrom("constructor", "toString", "true", "null", "1", "1.0", "0x1", "-a".slice(1)),
);
const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" }),
  fc.string({ minLength: 1, unit: fc.constantFrom("a", " ", "\n", ":", "#", "-", "'", '"', "\\", "\t", "{", "&", "*", "|", "%", "@") }),
);
const command = text.filter((value) => value.trim() !== "" && !value.includes("\0"));
const variables = fc.dictionary(
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/).filter((key) => !key.startsWith("MILLRACE_") && key !== "__proto__"),
  fc.string({ unit: "grapheme" }).filter((value) => !value.includes("\0")),
  { maxKeys: 3 },
);
const place = fc.stringMatching(/^[a-z*][a-z0-9*. /-]{0,9}$/).filter((path) => !path.split("/").includes(".."));
const optional = {
  shell: fc.constantFrom("bash", "sh", "python"),
  cwd: place,
  env: variables,
  timeout: fc.constantFrom("90s", "10m", "1h 30m", "1.5m", " 5s "),
};
const step = fc.record({ run: command, name: fc.string({ minLength: 1, maxLength: 20 }), ...optional }, { requiredKeys: ["run"] });
const common = { phase: fc.constantFrom(...phases), artifacts: fc.array(place, { maxLength: 3 }), ...optional };
const stage = fc.oneof(
  fc.record({ run: command, ...common }, { requiredKeys: ["phase", "run"] }),
  fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 3 }), ...common }, { requiredKeys: ["phase", "steps"] }),
);

/** Definitions in which a stage needs only earlier ones, so that there is never a circle. */
const definition: fc.Arbitrary<{ stages: [string, StageDefinition][]; top: Omit<PipelineDefinition, "stages"> }> = fc
  .tuple(
    fc.uniqueArray(name, { minLength: 1, maxLength: 6 }),
    fc.array(stage, { minLength: 6, maxLength: 6 }),
    fc.array(fc.uniqueArray(fc.nat(5), { maxLength: 3 }), { minLength: 6, maxLength: 6 }),
    fc.record({ name: fc.string({ minLength: 1, maxLength: 20 }), env: variables }, { requiredKeys: [] }),
  )
  .map(([names, stages, needs, top]) => ({
    top: { version: 1, ...top },
    stages: names.map((own, index) => {
      const earlier = (needs[index] ?? []).filter((other) => other < index).map((other) => names[other] ?? "");
      return [own, { ...(stages[index] as StageDefinition), ...(earlier.length > 0 ? { needs: earlier } : {}) }];
    }),
  }));

function write({ top, stages }: { top: object; stages: [string, StageDefinition][] }): string {
  return stringify(new Map<string, unknown>([...Object.entries(top), ["stages", new Map(stages)]]));
}

describe("parsePipeline, for anything that a person may write", () => {
  it("reads back what was written", () => {
    fc.assert(
      fc.property(definition, (written) => {
        const parsed = parsePipeline(write(written), "millrace.yml");
        expect(parsed.problems).toEqual([]);
        expect(parsed.name).toBe(written.top.name ?? null);
        expect(parsed.plan.stages.map((planned) => planned.name)).toEqual(written.stages.map(([own]) => own));
        for (const [index, [, source]] of written.stages.entries()) {
          const planned = parsed.plan.stages[index];
          expect(planned).toMatchObject({ phase: source.phase, needs: source.needs ?? [], artifacts: source.artifacts ?? [] });
          expect(planned?.steps.map((planned) => planned.run)).toEqual(source.steps?.map((own) => own.run) ?? [source.run]);
          expect(planned?.steps[0]?.env).toEqual({ ...written.top.env, ...source.env, ...source.steps?.[0]?.env });
        }
      }),
      { numRuns: 150 },
    );
  });

  it("points at a place in the file for every problem of a damaged one, and never throws or hangs", () => {
    const damage = fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(4), put: text }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(definition, damage, (written, changes) => {
        let source = write(written);
        for (const { at, cut, put } of changes) {
          const position = Math.floor(at * source.length);
          source = source.slice(0, position) + put + source.slice(position + cut);
        }
        const { problems, plan } = parsePipeline(source, "millrace.yml");
        const lines = source.split("\n");
        expect(problems.length === 0).toBe(plan.stages.length > 0);
        for (const { line, column, message } of problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
          expect(message).toMatch(/[.?]$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("takes any text at all without throwing", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom(..."ab:-?[]{}&*!|>'\"%#,\n\t ~<"), maxLength: 60 })),
        (source) => {
          const { problems } = parsePipeline(source, "millrace.yml");
          expect(problems.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each(["[", "{", "- ", "? ", "&a ", "]", '"\\x ', "a: ", "---\n", "!x ", "a: }\n", "\t", "*a ", "- &a [*a]\n", "<<: *a\n"])(
    "answers soon to a file full of %j",
    (part) => {
      expect(parsePipeline(part.repeat(Math.floor(16_000 / part.length)), "millrace.yml").problems.length).toBeGreaterThan(0);
    },
  );
});

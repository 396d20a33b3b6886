import { describe, expect, it } from "vitest";
import type { StageDefinition } from "./definition.ts";
import { backoffBefore, planPipeline, planPlainStage, planPlainStep } from "./plan.ts";

function planOf(stage: Partial<StageDefinition>) {
  return planPipeline({ version: 1, stages: { unit: { phase: "test", run: "a", ...stage } } }).stages;
}

describe("planPipeline", () => {
  it("decides every step to the last detail", () => {
    const plan = planPipeline({
      version: 1,
      env: { A: "file", B: "file", C: "file" },
      timeout: "1h",
      concurrency: { group: "main", "cancel-in-progress": true },
      stages: {
        unit: {
          phase: "test",
          needs: [],
          shell: "bash",
          cwd: "app",
          env: { B: "stage", C: "stage" },
          timeout: "1m",
          steps: [
            { run: "one" },
            { name: "Two", run: "two", shell: "sh", cwd: "lib", env: { C: "step" }, timeout: "5s", if: "always()", "allow-failure": true },
          ],
          artifacts: ["*.xml"],
        },
      },
    });
    const steps = [
      planPlainStep({ run: "one", shell: "bash", cwd: "app", env: { A: "file", B: "stage", C: "stage" } }),
      planPlainStep({
        ...{ name: "Two", run: "two", shell: "sh", cwd: "lib", env: { A: "file", B: "stage", C: "step" } },
        ...{ timeoutMs: 5_000, condition: "always()", mayFail: true },
      }),
    ];
    expect(plan).toEqual({
      triggers: [],
      stages: [planPlainStage({ name: "unit", phase: "test", timeoutMs: 60_000, artifacts: ["*.xml"], steps })],
      timeoutMs: 3_600_000,
      concurrency: { group: "main", cancelInProgress: true },
    });
  });

  it("makes one stage of each variant, which finds its values in variables that nothing else can set", () => {
    const plan = planOf({ matrix: { shard: ["1", "2"], "node-version": ["20"] }, env: { MATRIX_SHARD: "9" } });
    expect(plan.map(({ variant, matrix, steps }) => [variant, matrix, steps[0]?.env])).toEqual([
      ["1, 20", { shard: "1", "node-version": "20" }, { MATRIX_SHARD: "1", MATRIX_NODE_VERSION: "20" }],
      ["2, 20", { shard: "2", "node-version": "20" }, { MATRIX_SHARD: "2", MATRIX_NODE_VERSION: "20" }],
    ]);
  });

  it("gives a stage the pipeline's secrets and its own, each once", () => {
    const plan = planPipeline({ version: 1, secrets: ["A"], stages: { unit: { phase: "test", run: "a", secrets: ["B", "A"] } } });
    expect(plan.stages[0]?.secrets).toEqual(["A", "B"]);
  });

  it("takes an approval as a question, which may be the plain one", () => {
    expect([true, "Ship it?", false, undefined].map((approval) => planOf({ approval })[0]?.approval)).toEqual(["", "Ship it?", null, null]);
  });
});

describe("backoffBefore", () => {
  it("waits the same, or longer each time up to a bound", () => {
    const [fixed, growing] = [
      planOf({ retry: { attempts: 4, backoff: "2s" } }),
      planOf({ retry: { attempts: 5, backoff: "2s", factor: 3, "max-backoff": "10s" } }),
    ];
    const waits = [fixed, growing].map(([stage]) =>
      [2, 3, 4].map((attempt) => (stage?.retry ? backoffBefore(stage.retry, attempt) : null)),
    );
    expect(waits).toEqual([
      [2_000, 2_000, 2_000],
      [2_000, 6_000, 10_000],
    ]);
  });
});

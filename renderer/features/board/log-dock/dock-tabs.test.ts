import { expect, test } from "vitest";
import { stageRunId } from "../../../../shared/ids.ts";
import type { Status } from "../../../../shared/status.ts";
import { stageRunOf } from "../test-data.ts";
import { dockTabs, nextLog } from "./dock-tabs.ts";

function stagesOf(...statuses: Status[]) {
  return statuses.map((status, index) => stageRunOf(`s${index}`, status, 7, { id: stageRunId(7, index + 1) }));
}

test("what runs comes before what broke, and the open log keeps a tab", () => {
  const stages = stagesOf("passed", "failed", "running", "queued");
  expect(dockTabs(stages, null).map((stage) => stage.name)).toEqual(["s2", "s1"]);
  expect(dockTabs(stages, stages[0] ?? null).map((stage) => stage.name)).toEqual(["s2", "s1", "s0"]);
  expect(dockTabs(stages, stages[1] ?? null)).toHaveLength(2);
});

test("two hundred broken stages do not make two hundred tabs, and the open one is among them", () => {
  const stages = stagesOf(...Array.from({ length: 200 }, () => "failed" as const));
  const tabs = dockTabs(stages, stages[150] ?? null);
  expect(tabs).toHaveLength(8);
  expect(tabs.at(-1)?.name).toBe("s150");
});

test("while nobody chose, the log follows what runs and stays at what broke first", () => {
  expect(nextLog(stagesOf("passed", "running"), null)).toBe("r7.2");
  expect(nextLog(stagesOf("running", "running"), stageRunId(7, 2))).toBeNull();
  expect(nextLog(stagesOf("passed", "running"), stageRunId(7, 1))).toBe("r7.2");
  expect(nextLog(stagesOf("failed", "running"), stageRunId(7, 2))).toBe("r7.1");
  expect(nextLog(stagesOf("failed", "failed"), stageRunId(7, 2))).toBeNull();
  expect(nextLog(stagesOf("passed", "passed"), stageRunId(7, 1))).toBeNull();
});

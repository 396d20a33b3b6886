import { expect, test } from "vitest";
import { planService } from "../../../shared/pipeline/planned-service.ts";
import { hourMs, secondMs } from "../../../shared/time.ts";
import { live, newLife } from "./life.ts";

test("a clock that is put back makes no restart wait for longer than it was to", () => {
  const plan = planService("web", { run: "true", restart: { backoff: "4s" } });
  const noon = 100 * hourMs;
  let life = live(newLife(noon), { type: "want", isRestart: false }, plan, noon);
  life = live(life, { type: "start" }, plan, noon);
  life = live(life, { type: "end", end: { kind: "exited", exitCode: 1 } }, plan, noon);
  expect([life.state, life.nextStartAt]).toEqual(["backing-off", noon + 4 * secondMs]);
  const earlier = noon - hourMs;
  life = live(life, { type: "due" }, plan, earlier);
  expect([life.state, life.nextStartAt]).toEqual(["backing-off", earlier + 4 * secondMs]);
  expect(live(life, { type: "due" }, plan, earlier + 4 * secondMs - 1).state).toBe("backing-off");
  expect(live(life, { type: "due" }, plan, earlier + 4 * secondMs).state).toBe("waiting");
});

import { expect, test } from "vitest";
import { type ServiceState, serviceStates } from "./contract/services.ts";
import { lookOfService, needsLook, servicesSummary, serviceWord, worstServices } from "./service-look.ts";

const of = (...states: ServiceState[]) => states.map((state) => ({ state }));

test("each state has a picture and a word of its own", () => {
  expect(new Set(serviceStates.map((state) => lookOfService({ state }))).size).toBe(serviceStates.length);
  expect(new Set(serviceStates.map((state) => serviceWord({ state }))).size).toBe(serviceStates.length);
});

test("services in a few words", () => {
  expect(servicesSummary(of("ready", "ready"))).toBe("2 ready");
  expect(servicesSummary(of("ready", "stopped"))).toBe("1 of 2 ready");
  expect(servicesSummary(of("stopped"))).toBe("1 stopped");
  expect(servicesSummary(of("ready", "given-up", "waiting"))).toBe("1 of 3 ready, 1 given up, 1 waiting");
  expect(servicesSummary(of("starting", "stopped"))).toBe("0 of 2 ready, 1 starting");
});

test("what was given up is worse than what backs off, and both want a look", () => {
  expect(worstServices(of("ready", "backing-off", "given-up", "given-up"))).toEqual(of("given-up", "given-up"));
  expect(worstServices([])).toEqual([]);
  expect(of("unwell", "backing-off", "given-up").every(needsLook)).toBe(true);
  expect(of("ready", "stopped", "waiting", "starting").some(needsLook)).toBe(false);
});

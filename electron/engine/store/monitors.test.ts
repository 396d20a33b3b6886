import { expect, test } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import type { MonitorId } from "../../../shared/ids.ts";
import type { NewCheck } from "./store.ts";

const state = (from: number): "down" | "up" => (from % 2 === 0 ? "up" : "down");

/** A check that made another state begin at a moment. */
function turn(from: number): NewCheck {
  const check = { at: from, durationMs: 0, isGood: state(from) === "up", detail: "", phases: null };
  const standing = { state: state(from), detail: "", since: from, seenAt: from, knownUntil: from + 1, failures: 0, failingSince: null };
  return { check, standing, endedAt: from };
}

test("of how monitors stood, the old and all beyond so many are dropped, and what holds stays", () => {
  const { folder, remove } = temporaryFolder();
  const store = openTestStore(folder);
  const ids = write(store, ({ projects, monitors }) => {
    const { id } = projects.open(folder, "shop", 1);
    monitors.ensure(id, ["often", "seldom", "never"], 1);
    const found = monitors.ofProject(id).map((monitor) => monitor.id) as [MonitorId, MonitorId, MonitorId];
    for (let from = 1; from <= 12_000; from += 1) monitors.keep(found[0], turn(from), from);
    for (const from of [10, 11, 9_001]) monitors.keep(found[1], turn(from), from);
    monitors.keep(found[2], turn(5), 5);
    return found;
  });
  const spans = (id: MonitorId) => write(store, ({ monitors }) => monitors.spans(id, 0, 20_000, 20_000).map(({ from }) => from));
  const steps: boolean[] = [];
  do steps.push(write(store, ({ monitors }) => monitors.dropSpans(9_000, 1_000)));
  while (steps.at(-1) === true);
  expect(steps).toEqual([true, true, false]);
  expect([spans(ids[0]).length, spans(ids[0])[0], spans(ids[0]).at(-1)]).toEqual([1_000, 12_000, 11_001]);
  // What was so until after that time is of use still.
  expect(spans(ids[1])).toEqual([9_001, 11]);
  expect(spans(ids[2])).toEqual([5]);
  store.close();
  remove();
});

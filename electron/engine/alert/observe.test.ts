import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { incidentId, monitorId, type ProjectId } from "../../../shared/ids.ts";
import type { PlannedAlert } from "../../../shared/pipeline/planned-monitor.ts";
import type { Store, Tables } from "../store/store.ts";
import { type AlertingMonitor, endAlerts, observe } from "./observe.ts";

let folder: string;
let remove: () => void;
let store: Store;
let projectId: ProjectId;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  store = openTestStore(folder);
  projectId = write(store, ({ projects }) => projects.open("/work/shop", "shop", 1).id);
});
afterEach(() => {
  store.close();
  remove();
});

const plain: PlannedAlert = {
  ...{ after: 1, forMs: 0, latency: null, repeatMs: null },
  ...{ notify: ["inbox", "desktop", "ops"], opensIncident: true },
};

function monitor(changes: Partial<AlertingMonitor> = {}): AlertingMonitor {
  return { projectId, project: "shop", monitorId: monitorId(7), name: "home", rule: plain, silencedUntil: null, ...changes };
}

function look(at: number, state: "up" | "down", about: AlertingMonitor = monitor()): void {
  const check = { isGood: state === "up", durationMs: 4, detail: state === "up" ? "200" : "connection refused" };
  write(store, (tables) => observe(tables, about, { at, state, check }));
}

function read<T>(action: (tables: Tables) => T): T {
  const result = store.read(action);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** The one that there is. */
function only<T>(some: readonly T[]): T {
  const [one] = some;
  if (one === undefined || some.length > 1) throw new Error(`Expected one, not ${some.length}.`);
  return one;
}

test("an alert is in the inbox at once, waits for the other channels, and opens an incident", () => {
  look(1_000, "down");
  const alert = only(read(({ alerts }) => alerts.open(monitorId(7))));
  expect(alert).toMatchObject({ summary: "home is down: connection refused", isRead: false, firedAt: 1_000, incidentId: "i1" });
  expect(read(({ deliveries }) => deliveries.ofAlert(alert.id)).map(({ channel, state }) => [channel, state])).toEqual([
    ["inbox", "delivered"],
    ["desktop", "waiting"],
    ["ops", "waiting"],
  ]);
  expect(read(({ incidents }) => (alert.incidentId === null ? null : incidents.get(alert.incidentId)))).toMatchObject({
    ...{ number: 1, title: "home is down: connection refused", severity: "major", state: "open", openedBy: "an alert", openAlerts: 1 },
  });
  expect(read(({ alerts }) => alerts.unread(projectId))).toBe(1);
});

test("further alerts of a monitor join its open incident, and open another one once that is resolved", () => {
  look(1, "down");
  look(2, "up");
  look(3, "down");
  expect(read(({ alerts }) => alerts.list({ onlyOpen: false }, 10)).map(({ incidentId }) => incidentId)).toEqual(["i1", "i1"]);
  write(store, ({ incidents }) => incidents.resolve(incidentId(1), "", "ada", 4));
  look(5, "up");
  look(6, "down");
  expect(read(({ alerts }) => alerts.open(monitorId(7)))).toMatchObject([{ incidentId: "i2" }]);
});

test("who was told that it began is told that it is over; the inbox and the incident know it as well", () => {
  look(1_000, "down");
  look(4_000, "up");
  const alert = only(read(({ alerts }) => alerts.list({ onlyOpen: false }, 10)));
  expect(alert).toMatchObject({ recoveredAt: 4_000, ending: "it is up again" });
  expect(read(({ deliveries }) => deliveries.ofAlert(alert.id)).map(({ channel, what }) => `${what} ${channel}`)).toEqual([
    ...["fired inbox", "fired desktop", "fired ops", "recovered inbox", "recovered desktop", "recovered ops"],
  ]);
  expect(read(({ incidents }) => (alert.incidentId === null ? null : incidents.get(alert.incidentId)))).toMatchObject({
    openAlerts: 0,
    state: "open",
  });
  expect(read(({ alerts }) => alerts.rule(monitorId(7)))).toBeNull();
});

test("in silence nobody is told, nothing is unread and no incident opens; after it, what still holds does all that", () => {
  look(1_000, "down", monitor({ silencedUntil: 5_000 }));
  const silent = only(read(({ alerts }) => alerts.open(monitorId(7))));
  expect(silent).toMatchObject({ isRead: true, incidentId: null });
  expect(read(({ deliveries }) => deliveries.ofAlert(silent.id))).toMatchObject([
    { channel: "inbox", state: "suppressed", detail: "silenced until 1970-01-01T00:00:05.000Z" },
    { channel: "desktop", state: "suppressed" },
    { channel: "ops", state: "suppressed" },
  ]);
  look(6_000, "down", monitor({ silencedUntil: 5_000 }));
  expect(read(({ alerts }) => alerts.open(monitorId(7)))).toMatchObject([{ isRead: false, incidentId: "i1" }]);
});

test("the alerts of a monitor that is no more end without a word", () => {
  look(1_000, "down");
  write(store, (tables) => endAlerts(tables, monitorId(7), "the monitor is gone", 2_000));
  expect(read(({ alerts }) => alerts.list({ onlyOpen: false }, 10))).toMatchObject([{ recoveredAt: 2_000, ending: "the monitor is gone" }]);
  expect(read(({ deliveries }) => deliveries.waiting("channels")).map(({ what }) => what)).toEqual(["fired"]);
});

test("a monitor that is well writes nothing", () => {
  const newest = read(({ events }) => events.newestId());
  look(1, "up");
  look(2, "up");
  expect(read(({ events }) => events.newestId())).toBe(newest);
});

test("ups and downs of several monitors are told exactly once and in order, wherever the process ends", () => {
  const looksArbitrary = fc.array(
    fc.record({
      which: fc.integer({ min: 1, max: 3 }),
      isUp: fc.boolean(),
      fate: fc.constantFrom("kept", "kept", "kept", "killed", "restarted"),
    }),
    { maxLength: 40 },
  );
  let round = 0;
  fc.assert(
    fc.property(looksArbitrary, (looks) => {
      round += 1;
      const expected = new Map<number, string[]>();
      looks.forEach(({ which, isUp, fate }, index) => {
        const about = monitor({ monitorId: monitorId(round * 10 + which), rule: { ...plain, notify: ["ops"], opensIncident: false } });
        const at = index * 1_000;
        if (fate === "killed") {
          // What was not kept did not happen: the same look is taken again.
          const check = { isGood: isUp, durationMs: 4, detail: "" };
          const killed = () =>
            store.write((tables) => {
              observe(tables, about, { at, state: isUp ? "up" : "down", check });
              throw new Error("killed");
            });
          expect(killed).toThrow("killed");
        }
        look(at, isUp ? "up" : "down", about);
        if (fate === "restarted") {
          store.close();
          store = openTestStore(folder);
        }
        const told = expected.get(which) ?? [];
        const isDown = told.at(-1) === "fired";
        if (isDown === isUp) expected.set(which, [...told, isUp ? "recovered" : "fired"]);
      });
      for (const which of [1, 2, 3]) {
        const filter = { monitorId: monitorId(round * 10 + which), onlyOpen: false };
        const told = read(({ alerts, deliveries }) =>
          alerts
            .list(filter, 1_000)
            .toReversed()
            .flatMap(({ id }) => deliveries.ofAlert(id).map(({ what }) => what)),
        );
        expect(told).toEqual(expected.get(which) ?? []);
      }
    }),
    { numRuns: 60 },
  );
});

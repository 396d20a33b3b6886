import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { addRun } from "../../../e2e/fixtures/inbox.ts";
import { monitorId, type ProjectId } from "../../../shared/ids.ts";
import { hourMs, minuteMs } from "../../../shared/time.ts";
import { observe } from "../alert/alert.ts";
import type { Store } from "../store/store.ts";
import { holdsBack, takeDesktop } from "./desktop.ts";

let remove: () => void;
let store: Store;
let other: Store;
let shop: ProjectId;

beforeEach(() => {
  const made = temporaryFolder();
  remove = made.remove;
  store = openTestStore(made.folder);
  other = openTestStore(made.folder);
  shop = write(store, ({ projects }) => projects.open("/work/shop", "shop", 1)).id;
});

afterEach(() => {
  store.close();
  other.close();
  remove();
});

const never = { quietFrom: "", quietTo: "", quietDays: [] };
const night = { quietFrom: "22:00", quietTo: "08:00", quietDays: [] };
const at = (hour: number, day = 5) => new Date(2026, 0, day, hour).getTime();
const take = (now: number, quiet = never, from = store) => write(from, (tables) => takeDesktop(tables, quiet, now));
const holds = (now: number, quiet = night) => write(store, (tables) => holdsBack(tables, quiet, now));

/** A monitor that tells the inbox and the desktop goes down, or up. */
function look(now: number, state: "up" | "down", name = "home", row = 7): void {
  const rule = { after: 1, forMs: 0, latency: null, repeatMs: null, notify: ["inbox", "desktop"], opensIncident: false };
  const about = { projectId: shop, project: "shop", monitorId: monitorId(row), name, rule, silencedUntil: null };
  const check = { isGood: state === "up", durationMs: 4, detail: "refused" };
  write(store, (tables) => observe(tables, about, { at: now, state, check }));
}

test("each is told once and in order, however many windows of however many hosts ask", () => {
  look(1_000, "down");
  addRun(store, shop, 1_500, { unit: "failed" });
  look(2_000, "up");
  expect(take(3_000).map(({ title, body }) => `${title}: ${body.split("\n")[0]}`)).toEqual([
    "shop: home is down: refused",
    "shop: unit fails on main: The pipeline failed after 0 ms in run 1.",
    "shop: home is up again after 1.0 s",
  ]);
  expect([take(3_000), take(3_000, never, other)]).toEqual([[], []]);
  expect(holds(3_000)).toBe("nothing");
});

test("what leads somewhere leads there: to the stage that failed, or to the alert", () => {
  addRun(store, shop, 1_000, { lint: "passed", unit: "failed" });
  look(1_001, "down");
  expect(take(2_000).map(({ target }) => target)).toMatchObject([
    { projectId: shop, runId: "r1", stageRunId: "r1.2", alertId: null },
    { projectId: shop, runId: null, alertId: "a1" },
  ]);
});

test("a window that opens later shows what still holds, and not what was over long before", () => {
  look(1_000, "down");
  look(2_000, "up");
  addRun(store, shop, 2_500, { unit: "failed" });
  addRun(store, shop, 2_600, { unit: "passed" });
  look(3_000, "down", "shop", 8);
  expect(take(3_000 + hourMs).map(({ body }) => body)).toEqual(["shop is down: refused"]);
});

test("in quiet hours nothing is taken; after them all is one message, with what holds named in it", () => {
  look(at(23), "down");
  addRun(store, shop, at(23) + 1, { unit: "failed" });
  addRun(store, shop, at(1, 6), { lint: "failed" }, { branch: "fix" });
  look(at(2, 6), "up");
  expect(holds(at(3, 6))).toBe(at(8, 6));
  expect(holds(at(9, 6))).toBeNull();
  expect(take(at(9, 6), night)).toEqual([
    {
      title: "Millrace: 2 things are broken, while you were away",
      body: "shop: unit fails on main\nshop: lint fails on fix\n2 other messages are of what is over",
      ...{ tag: "millrace together", target: null, isSeenInWindow: false },
    },
  ]);
});

test("a single thing of a quiet night is told as it is", () => {
  addRun(store, shop, at(23), { unit: "failed" });
  expect(take(at(8, 6), night)).toMatchObject([{ title: "shop: unit fails on main", isSeenInWindow: true }]);
});

test("many at once are one message", () => {
  for (const branch of ["a", "b", "c", "d", "e", "f", "g"]) addRun(store, shop, 1_000, { unit: "failed" }, { branch });
  const [only, ...more] = take(2_000);
  expect(more).toEqual([]);
  expect(only?.title).toBe("Millrace: 7 things are broken, just now");
  expect(only?.body.split("\n").at(-1)).toBe("and 2 more");
});

test("what was muted or put off since, or belongs to a project that tells nothing, is not shown; the alert says why", () => {
  look(1_000, "down");
  addRun(store, shop, 1_000, { unit: "failed" });
  write(store, ({ inbox }) => inbox.mute([1], true, 1_500));
  write(store, ({ inbox }) => inbox.snooze([2], 10 * minuteMs, 1_500));
  expect(take(2_000)).toEqual([]);
  look(3_000, "down", "api", 9);
  write(store, ({ desktopNotices }) => desktopNotices.setRule({ projectId: shop, on: "never" }, 3_000));
  expect(take(4_000)).toEqual([]);
  const details = write(store, ({ alerts, deliveries }) =>
    alerts
      .list({ onlyOpen: false }, 10)
      .toReversed()
      .flatMap(({ id }) => deliveries.ofAlert(id).filter(({ channel }) => channel === "desktop")),
  );
  expect(details.map(({ state, detail }) => `${state}: ${detail}`)).toEqual([
    "suppressed: a person muted it",
    "suppressed: nothing of this project is told on the desktop",
  ]);
});

test("where no desktop ever asks, no more than two hundred wait", () => {
  for (let place = 0; place < 230; place += 1) addRun(store, shop, 1_000 + place, { unit: "failed" });
  expect(write(store, ({ desktopNotices }) => desktopNotices.waiting().length)).toBe(200);
});

import { expect, test } from "vitest";
import { deploymentId, releaseId } from "../../../shared/ids.ts";
import { dayMs } from "../../../shared/time.ts";
import { type AutomaticPlace, type AutomaticRelease, decideAutomatic } from "./automatic.ts";
import type { PastDeployment } from "./past.ts";

const noon = Date.parse("2026-06-01T12:00Z");

function place(name: string, changes: Partial<AutomaticPlace["planned"]>, past: readonly PastDeployment[] = []): AutomaticPlace {
  return {
    planned: { name, auto: "release", needs: [], windows: [], ...changes },
    past: past.toReversed(),
    frozen: [],
    claimedUntilMs: new Map(),
  };
}

function release(row: number, kind: AutomaticRelease["kind"] = "release"): AutomaticRelease {
  return { id: releaseId(row), kind, contents: `files of ${row}` };
}

let lastId = 0;
function past(row: number, state: PastDeployment["state"] = "deployed", changes: Partial<PastDeployment> = {}): PastDeployment {
  lastId += 1;
  return {
    ...{ id: deploymentId(lastId), kind: "deploy", cause: "automatic", state, releaseId: releaseId(row), contents: `files of ${row}` },
    isHealthy: true,
    ...changes,
  };
}

const starts = (places: readonly AutomaticPlace[], releases: readonly AutomaticRelease[], nowMs = noon) =>
  decideAutomatic(places, releases.toReversed(), nowMs).starts.map(({ environment, releaseId: id }) => `${id} to ${environment}`);

const chain = (staging: readonly PastDeployment[], production: readonly PastDeployment[] = []) => [
  place("staging", {}, staging),
  place("production", { needs: ["staging"] }, production),
];

test("a new release goes where it is wanted, and on when it has been in good health where that is needed", () => {
  expect(starts(chain([]), [release(1)])).toEqual(["v1 to staging"]);
  expect(starts(chain([past(1, "watching")]), [release(1)])).toEqual([]);
  expect(starts(chain([past(1)]), [release(1)])).toEqual(["v1 to production"]);
  expect(starts(chain([past(1)], [past(1)]), [release(1)])).toEqual([]);
});

test("of several only the newest goes, and the newest that may where an even newer one may not", () => {
  expect(starts(chain([]), [release(1), release(2)])).toEqual(["v2 to staging"]);
  expect(starts(chain([past(1), past(2, "rolled-back")]), [release(1), release(2)])).toEqual(["v1 to production"]);
});

test("what was rolled back, by itself or by a person, is not put there again", () => {
  expect(starts([place("staging", {}, [past(1), past(2, "rolled-back")])], [release(1), release(2)])).toEqual([]);
  const back = past(1, "deployed", { kind: "rollback", cause: "person" });
  expect(starts([place("staging", {}, [past(1), past(2), back])], [release(1), release(2)])).toEqual([]);
});

test("snapshots go where green is enough, and pre-releases by themselves only where they come first", () => {
  const places = [place("preview", { auto: "green" }), place("staging", {}), place("production", { needs: ["preview"] })];
  expect(starts(places, [release(1, "snapshot")])).toEqual(["v1 to preview"]);
  expect(starts(places, [release(1, "pre-release")])).toEqual(["v1 to preview", "v1 to staging"]);
  const had = [place("preview", { auto: "green" }, [past(1)]), place("production", { needs: ["preview"] })];
  expect([starts(had, [release(1, "pre-release")]), starts(had, [release(1)])]).toEqual([[], ["v1 to production"]]);
});

test("promotion goes by the files: the same under another name have been there", () => {
  const had = [place("staging", { auto: "never" }, [past(1)]), place("production", { needs: ["staging"] })];
  expect(starts(had, [release(1, "snapshot"), { ...release(2), contents: "files of 1" }])).toEqual(["v2 to production"]);
});

test("a deployment under way is waited for, but one that only waits for a person makes room for a newer release", () => {
  expect(starts([place("staging", {}, [past(1, "switching")])], [release(1), release(2)])).toEqual([]);
  expect(starts([place("staging", {}, [past(1, "waiting", { cause: "person" })])], [release(1), release(2)])).toEqual([]);
  const waiting = past(1, "waiting");
  expect(decideAutomatic([place("staging", {}, [waiting])], [release(2), release(1)], noon).starts).toEqual([
    { environment: "staging", releaseId: "v2", supersedes: waiting.id },
  ]);
});

test("nothing follows on a deployment of which nobody knows how it ended", () => {
  expect(starts([place("staging", {}, [past(1, "lost")])], [release(1), release(2)])).toEqual([]);
});

test("it waits for the window, for the end of a freeze, and for whoever has begun with the same", () => {
  const windows = [{ days: [0, 1, 2, 3, 4, 5, 6], fromMinute: 14 * 60, toMinute: 16 * 60, zone: "UTC" }];
  const at = (changes: Partial<AutomaticPlace>) =>
    decideAutomatic([{ ...place("staging", { windows: [] }), ...changes }], [release(1)], noon);
  const twoHoursMs = dayMs / 12;
  expect(decideAutomatic([place("staging", { windows })], [release(1)], noon)).toEqual({ starts: [], lookAgainAtMs: noon + twoHoursMs });
  expect(at({ frozen: [{ fromMs: 0, toMs: noon + 5, reason: "payday" }] })).toEqual({ starts: [], lookAgainAtMs: noon + 5 });
  expect(at({ frozen: [{ fromMs: 0, toMs: null, reason: "fire" }] })).toEqual({ starts: [], lookAgainAtMs: null });
  expect(at({ claimedUntilMs: new Map([[releaseId(1), noon + 7]]) })).toEqual({ starts: [], lookAgainAtMs: noon + 7 });
  expect(at({ claimedUntilMs: new Map([[releaseId(1), noon]]) }).starts).toHaveLength(1);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { deploymentId, projectId, runId, stageRunId } from "../../shared/ids.ts";
import { formatRoute, parseRoute, type Route, screens } from "./route.ts";

const row = fc.integer({ min: 1, max: 1_000_000 });
const query = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ minLength: 1, maxLength: 20 })).map((entries) => {
  const { stage: _, ...rest } = entries;
  return rest as Record<string, string>;
});
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.constant<Route>({ kind: "welcome" }),
  fc.constant<Route>({ kind: "settings" }),
  fc.record({ kind: fc.constant("screen" as const), projectId: row.map(projectId), screen: fc.constantFrom(...screens), query }),
  fc.record({ project: row, run: row, place: fc.option(row), query }).map(
    ({ project, run, place, query: rest }): Route => ({
      kind: "run",
      projectId: projectId(project),
      runId: runId(run),
      stageRunId: place === null ? null : stageRunId(run, place),
      query: rest,
    }),
  ),
  fc.record({ kind: fc.constant("commit" as const), projectId: row.map(projectId), commit: fc.stringMatching(/^[0-9a-f]{4,40}$/), query }),
  fc.record({ kind: fc.constant("deployment" as const), projectId: row.map(projectId), deploymentId: row.map(deploymentId), query }),
);

test("every place has an address that leads back to it", () => {
  fc.assert(
    fc.property(route, (place) => {
      expect(parseRoute(formatRoute(place))).toEqual(place);
    }),
  );
});

test("an address that is none of ours leads home and never fails", () => {
  fc.assert(fc.property(fc.string(), (text) => void parseRoute(`#/${text}`)));
  expect(["", "#", "#/p0/loop", "#/p1/nowhere", "#/<script>", "#/p1/loop/%"].map((hash) => parseRoute(hash).kind)).toEqual([
    "welcome",
    "welcome",
    "welcome",
    "welcome",
    "welcome",
    "screen",
  ]);
});

import { expect, test } from "vitest";
import type { ProjectId } from "../../../shared/ids.ts";
import { dayMs } from "../../../shared/time.ts";
import { isNarrowed, parseLogQuery, requestOf } from "./search-query.ts";

const projectId = "p1" as ProjectId;

test("an address says what is searched for, and what it does not know is left out", () => {
  const query = parseLogQuery({ text: "no water", case: "yes", stage: "unit", status: "failed", days: "7", trigger: "x" });
  expect(requestOf(projectId, query, 100)).toMatchObject({
    ...{ query: "no water", isCaseSensitive: true, isRegularExpression: false },
    filter: { projectIds: [projectId], stage: "unit", status: "failed", fromMs: 94 * dayMs },
  });
  expect(isNarrowed(query)).toBe(true);
  expect(parseLogQuery({ status: "lost", days: "6" })).toMatchObject({ status: null, days: null });
});

test("without a text there is nothing to ask, and all projects have no filter", () => {
  expect(requestOf(projectId, parseLogQuery({}), 100)).toBeNull();
  expect(requestOf(projectId, parseLogQuery({ text: "x", scope: "all" }), 100)?.filter).toEqual({ projectIds: [] });
  expect(isNarrowed(parseLogQuery({ text: "x", scope: "all" }))).toBe(false);
});

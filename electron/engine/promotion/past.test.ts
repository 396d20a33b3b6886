import { expect, test } from "vitest";
import { deploymentId, releaseId } from "../../../shared/ids.ts";
import { earlierReleases, type PastDeployment, releaseBefore } from "./past.ts";

/** `1 2x <1`: release 1 was deployed, 2 was rolled back by itself, a person went back to 1. The newest comes first in the answer. */
function pastOf(text: string): PastDeployment[] {
  return text
    .split(" ")
    .map((word, index): PastDeployment => {
      const row = Number.parseInt(word.replace("<", ""), 10);
      return {
        ...{ id: deploymentId(index + 1), cause: "person", releaseId: releaseId(row), contents: "", isHealthy: true },
        ...{ kind: word.startsWith("<") ? "rollback" : "deploy", state: word.endsWith("x") ? "rolled-back" : "deployed" },
      };
    })
    .toReversed();
}

const before = (text: string) => {
  const past = pastOf(text);
  const current = past.find(({ state }) => state === "deployed");
  return current === undefined ? null : releaseBefore(past, current);
};

test("a rollback leads to what was there before in good health", () => {
  expect([before("1"), before("1 2"), before("1 2 3x"), before("1 2x 3"), before("1 2 2"), before("1x 2")]).toEqual([
    ...[null, "v1", "v1", "v1", "v1", null],
  ]);
});

test("going back twice goes back two steps, and what is deployed again begins anew", () => {
  expect([before("1 2 3 <2"), before("1 2 3 <2 <1"), before("1 2 <1 2"), before("1 2 <1 3"), before("1 2 1")]).toEqual([
    ...["v1", null, "v1", "v1", "v2"],
  ]);
});

test("any release that was there in good health can be chosen, the last first", () => {
  expect(earlierReleases(pastOf("1 2 3x 4 <2"), releaseId(2))).toEqual(["v4", "v1"]);
});

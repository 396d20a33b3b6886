import { expect, test } from "vitest";
import { branchName } from "./branch-name.ts";

test("what git takes for no name becomes one", () => {
  expect(["Fix the  price", "a..b~c^", "-x", "x.lock", "fix/ü #12"].map(branchName)).toEqual([
    "Fix-the-price",
    "a-b-c-",
    "x",
    "x",
    "fix/ü-#12",
  ]);
});

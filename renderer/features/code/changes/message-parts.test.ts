import { expect, test } from "vitest";
import { withScope, withType } from "./message-parts.ts";

test("type and scope are changed, and the rest of the message stays", () => {
  expect([
    withType("", "fix"),
    withType("add a door", "feat"),
    withType("feat(ui)!: a door\n\nbody", "fix"),
    withScope("feat: a door", "ui"),
    withScope("feat(ui): a door", null),
    withScope("a door", "ui"),
  ]).toEqual(["fix: ", "feat: add a door", "fix(ui)!: a door\n\nbody", "feat(ui): a door", "feat: a door", "feat(ui): a door"]);
});

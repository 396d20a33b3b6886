import { expect, test } from "vitest";
import { type Member, nextSteps } from "./next-steps.ts";

const ending = (name: string, ...needs: string[]): Member => ({ name, needs, life: { state: "ready", isWanted: false, ending: "stop" } });

test("what is needed ends after what needs it", () => {
  expect(nextSteps([ending("db"), ending("web", "db"), ending("proxy", "web")]).stop).toEqual(["proxy"]);
});

test("two that were started as two versions of the file say need each other, and end all the same", () => {
  expect(nextSteps([ending("db", "web"), ending("web", "db"), ending("proxy", "web")]).stop).toEqual(["proxy"]);
  expect(nextSteps([ending("db", "web"), ending("web", "db")]).stop).toEqual(["db", "web"]);
});

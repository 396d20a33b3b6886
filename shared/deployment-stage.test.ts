import { expect, test } from "vitest";
import { deploymentStageName, subjectOf } from "./deployment-stage.ts";

test("a stage that deploys is told of by where it deploys to, any other by its name and variant", () => {
  const name = deploymentStageName("eu/production");
  expect(name).toBe("deploy:eu/production");
  expect([
    subjectOf({ name, variant: "", phase: "deploy" }),
    subjectOf({ name, variant: "", phase: "test" }),
    subjectOf({ name: "unit", variant: "linux", phase: "test" }),
  ]).toEqual(["Deployment to eu/production", "deploy:eu/production", "unit linux"]);
});

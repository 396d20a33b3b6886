import { expect, test } from "vitest";
import { describeEnvironment } from "./describe-environment.ts";
import { readPipelineText } from "./pipeline.ts";

test("everything that an environment runs is told, and where it puts what", async () => {
  const { environments, environmentLines, problems } = await readPipelineText(`version: 1
stages: { unit: { phase: test, run: "true" } }
environments:
  folder: { deploy: { type: directory, path: ~/site, after: ./restart }, health: { http: "http://127.0.0.1:8081/" } }
  host: { deploy: { type: ssh, host: deploy@shop, path: /srv/shop, after: ./restart }, health: { run: ./is-well } }
  own: { deploy: { type: command, run: ./put, status: ./look, rollback: ./back }, health: { run: ./is-well } }
`);
  expect(problems).toEqual([]);
  expect(environments.map((one) => describeEnvironment(one, environmentLines[one.name] ?? 0))).toEqual([
    { name: "folder", target: "~/site", commands: [{ when: "after", run: "./restart" }], line: 4 },
    {
      name: "host",
      target: "deploy@shop:/srv/shop",
      commands: [
        { when: "after", run: "./restart" },
        { when: "health", run: "./is-well" },
      ],
      line: 5,
    },
    {
      name: "own",
      target: null,
      commands: [
        { when: "deploy", run: "./put" },
        { when: "health", run: "./is-well" },
        { when: "rollback", run: "./back" },
        { when: "status", run: "./look" },
      ],
      line: 6,
    },
  ]);
});

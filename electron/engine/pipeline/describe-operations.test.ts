import { expect, test } from "vitest";
import { describeOperations } from "./describe-operations.ts";
import { readPipelineText } from "./pipeline.ts";

test("everything that keeps things running and runs a command is told, and nothing else", async () => {
  const { operations, problems } = await readPipelineText(`version: 1
stages: { unit: { phase: test, run: "true" } }
services: { web: { run: ./serve, ready: { run: ./is-up }, live: { run: ./is-well } }, db: { run: ./db, ready: { log: up } } }
runbooks: { flush: { run: ./flush } }
monitors: { home: { http: "http://127.0.0.1/" }, queue: { run: ./queue } }
channels: { ops: { webhook: "http://127.0.0.1/" }, page: { run: ./page } }
`);
  expect(problems).toEqual([]);
  expect(describeOperations(operations)).toEqual([
    { kind: "service", name: "web", commands: ["./serve", "./is-up", "./is-well"], line: 3 },
    { kind: "service", name: "db", commands: ["./db"], line: 3 },
    { kind: "runbook", name: "flush", commands: ["./flush"], line: 4 },
    { kind: "monitor", name: "queue", commands: ["./queue"], line: 5 },
    { kind: "channel", name: "page", commands: ["./page"], line: 6 },
  ]);
});

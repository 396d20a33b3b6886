import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Task } from "./graph.ts";

// The physical limit of a Node engine that knows what needs what: spawns each task when it may go, and does nothing else.
const [path = "", atOnce = "1"] = process.argv.slice(2);
const tasks = JSON.parse(readFileSync(path, "utf8")) as readonly Task[];
const missing = tasks.map(({ needs }) => needs.length);
const followers: number[][] = tasks.map(() => []);
for (const [place, { needs }] of tasks.entries()) for (const need of needs) followers[need]?.push(place);
const ready = [...tasks.keys()].filter((place) => missing[place] === 0);
let running = 0;
let next = 0;

function startMore(): void {
  for (; running < Number(atOnce) && next < ready.length; next += 1) start(ready[next] ?? 0);
}

function start(place: number): void {
  running += 1;
  spawn("sh", ["-c", tasks[place]?.command ?? ""], { stdio: "ignore" }).once("exit", () => {
    running -= 1;
    for (const follower of followers[place] ?? []) {
      missing[follower] = (missing[follower] ?? 0) - 1;
      if (missing[follower] === 0) ready.push(follower);
    }
    startMore();
  });
}

startMore();

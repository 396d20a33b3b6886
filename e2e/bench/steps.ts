import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BenchRow, median, skippedRow, timeRow } from "./bench-row.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const root = join(import.meta.dirname, "..", "..");
const rounds = 5;
const few = 200;
const many = 600;

interface Shape {
  readonly name: string;
  readonly isChain: boolean;
  readonly atOnce: number;
}

const shapes: readonly Shape[] = [
  { name: "in a row", isChain: true, atOnce: 1 },
  { name: "8 at a time", isChain: false, atOnce: 8 },
];

/** Trivial stages with durable history, against a bare Node spawn loop and GNU make: whole processes, start-up included. */
export function steps(): Promise<BenchRow[]> {
  return withTemporaryFolder(async (folder) => shapes.flatMap((shape) => measure(folder, shape)));
}

function measure(folder: string, shape: Shape): BenchRow[] {
  const small = prepare(folder, shape, few);
  const large = prepare(folder, shape, many);
  const ours: number[] = [];
  const whole: number[] = [];
  const marginal: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [oursFewMs, bareFewMs] = [runOurs(folder, small, shape), runBare(few, shape)];
    const [oursManyMs, bareManyMs] = [runOurs(folder, large, shape), runBare(many, shape)];
    ours.push(oursFewMs);
    bare.push(bareFewMs);
    whole.push(oursFewMs / bareFewMs);
    marginal.push((oursManyMs - oursFewMs) / (bareManyMs - bareFewMs));
  }
  const perPair = (ratio: number, row: BenchRow, bar: number): BenchRow => ({ ...row, ratio, isMet: ratio <= bar });
  const name = `${few} trivial stages ${shape.name}`;
  return [
    perPair(
      median(marginal),
      timeRow(`each further stage ${shape.name}, against bare spawn`, median(ours) / few, median(bare) / few, 1.25),
      1.25,
    ),
    perPair(median(whole), timeRow(`${name}, whole process, against bare spawn`, median(ours), median(bare), 1.5), 1.5),
    makeRow(folder, name, shape, median(ours)),
  ];
}

function makeRow(folder: string, name: string, shape: Shape, oursMs: number): BenchRow {
  const row = `${name}, against GNU make`;
  const place = join(folder, `make-${shape.atOnce}`);
  mkdirSync(place);
  const targets = Array.from(
    { length: few },
    (_, index) => `t${index}:${shape.isChain && index > 0 ? ` t${index - 1}` : ""}\n\t@exec /bin/true; :\n`,
  );
  const all = Array.from({ length: few }, (_, index) => `t${index}`).join(" ");
  writeFileSync(join(place, "Makefile"), `all: ${all}\n.PHONY: all ${all}\n${targets.join("")}`);
  if (spawnSync("make", ["--version"]).error !== undefined) return skippedRow(row, "make is not installed");
  const times = Array.from({ length: rounds }, () => timed("make", ["-s", "-C", place, `-j${shape.atOnce}`, "all"], {}));
  // No promise, but the speed to dream of.
  return { ...timeRow(row, oursMs, median(times), Number.POSITIVE_INFINITY), bar: "the dream" };
}

function prepare(folder: string, shape: Shape, count: number): string {
  const place = join(folder, `${shape.atOnce}-${count}`);
  mkdirSync(place);
  const stages = Array.from({ length: count }, (_, index) => {
    const needs = shape.isChain && index > 0 ? `, needs: [s${index - 1}]` : "";
    return `  s${index}: { phase: build, run: exec /bin/true${needs} }\n`;
  });
  writeFileSync(join(place, "millrace.yml"), `version: 1\nstages:\n${stages.join("")}`);
  return place;
}

function runOurs(folder: string, project: string, shape: Shape): number {
  const home = join(folder, "home");
  rmSync(home, { recursive: true, force: true });
  const args = [join(root, "build/out/node/cli.js"), "run", "--project", project, "--parallel", String(shape.atOnce), "--json"];
  return timed(process.execPath, args, { MILLRACE_HOME: home });
}

function runBare(count: number, shape: Shape): number {
  return timed(process.execPath, [join(import.meta.dirname, "bare-spawn.ts"), String(count), String(shape.atOnce)], {});
}

function timed(program: string, args: readonly string[], environment: Record<string, string>): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(program, args, {
    env: { ...process.env, ...environment },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return performance.now() - startedAt;
}

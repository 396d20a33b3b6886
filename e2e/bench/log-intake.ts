import { execFileSync } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { type BenchRow, limitRow, median, speedRow } from "./bench-row.ts";
import { makeLog } from "./make-log.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const gibibyte = 1024 ** 3;
const rounds = 5;

interface Intake {
  readonly totalMs: number;
  readonly bytes: number;
  readonly lines: number;
  readonly rssMiB: number;
  readonly loopP99Ms: number;
}

/** A stage that writes 1 GiB, and one that writes a line of 64 MiB, against a shell's redirect of the same. */
export function logIntake(): Promise<BenchRow[]> {
  return withTemporaryFolder(async (folder) => {
    const source = join(folder, "source");
    const target = join(folder, "target");
    const lines = makeLog(source, gibibyte);
    const bytes = statSync(source).size;
    const ours: Intake[] = [];
    const ratios: number[] = [];
    const peerSpeeds: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const peerMs = redirect(source, target);
      const intake = takeIn(`cat '${source}'`, target);
      if (intake.bytes !== bytes || intake.lines !== lines) throw new Error(`${intake.bytes} bytes, ${intake.lines} lines`);
      ours.push(intake);
      ratios.push(peerMs / intake.totalMs);
      peerSpeeds.push(mebibytesPerSecond(bytes, peerMs));
    }
    const row = speedRow(
      "log intake, 1 GiB of lines, indexed",
      mebibytesPerSecond(bytes, median(ours.map((one) => one.totalMs))),
      median(peerSpeeds),
      0.7,
    );
    // Pair by pair: the machine drifts.
    const ratio = median(ratios);
    const longLine = "head -c 67108864 /dev/zero | tr '\\0' x";
    return [
      { ...row, ratio, isMet: ratio >= 0.7 },
      ...redactedIntake(source, target, bytes),
      limitRow("log intake, memory of the run host", Math.max(...ours.map((one) => one.rssMiB)), 130, "MiB"),
      limitRow("log intake, event loop delay P99", median(ours.map((one) => one.loopP99Ms)), 5, "ms"),
      limitRow("log intake, one line of 64 MiB", median([1, 2, 3].map(() => takeIn(longLine, target).totalMs)), 300, "ms"),
    ];
  });
}

/** The same through a pipe, with a secret that would have to be taken out. */
function redactedIntake(source: string, target: string, bytes: number): BenchRow[] {
  const pairs = Array.from({ length: rounds }, () => {
    const peerMs = redirect(source, target);
    return { peerMs, ours: takeIn(`cat '${source}'`, target, "ghp_16C7e42F292c6912E7710c838347Ae178B4a") };
  });
  const wrong = pairs.find(({ ours }) => ours.bytes !== bytes);
  if (wrong !== undefined) throw new Error(`${wrong.ours.bytes} bytes`);
  const ourSpeed = median(pairs.map(({ ours }) => mebibytesPerSecond(bytes, ours.totalMs)));
  const peerSpeed = median(pairs.map(({ peerMs }) => mebibytesPerSecond(bytes, peerMs)));
  const ratio = median(pairs.map(({ ours, peerMs }) => peerMs / ours.totalMs));
  const loopP99Ms = median(pairs.map(({ ours }) => ours.loopP99Ms));
  return [
    { ...speedRow("log intake with secrets to take out", ourSpeed, peerSpeed, 0.2), ratio, isMet: ratio >= 0.2 },
    limitRow("log intake with secrets, memory of the run host", Math.max(...pairs.map(({ ours }) => ours.rssMiB)), 130, "MiB"),
    limitRow("log intake with secrets, event loop delay P99", loopP99Ms, 5, "ms"),
  ];
}

function takeIn(script: string, target: string, ...secret: readonly string[]): Intake {
  rmSync(target, { force: true });
  rmSync(`${target}.idx`, { force: true });
  const host = new URL("./intake-host.ts", import.meta.url).pathname;
  const output = execFileSync(process.execPath, [host, script, target, ...secret], { encoding: "utf8" });
  return JSON.parse(output) as Intake;
}

function redirect(source: string, target: string): number {
  rmSync(target, { force: true });
  const startedAt = performance.now();
  execFileSync("sh", ["-c", `cat '${source}' > '${target}'`]);
  return performance.now() - startedAt;
}

function mebibytesPerSecond(bytes: number, ms: number): number {
  return bytes / 1024 ** 2 / (ms / 1_000);
}

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { StoredEvent } from "../../electron/engine/store/store.ts";
import { isTerminal } from "../../shared/status.ts";
import { hourMs } from "../../shared/time.ts";
import { openTestStore, temporaryFolder } from "../fixtures/history.ts";
import { openWorkshop, scriptStage } from "../fixtures/runs.ts";
import { liesOfEvents, readEvents, readRun, readRuns } from "../fixtures/truth.ts";
import { type Flushes, watchFlushes } from "./flushes.ts";
import { copyApart, faultsOfHistory } from "./look-inside.ts";
import type { Random } from "./random.ts";
import type { Scenario, SoakReport } from "./scenario.ts";

/** A commit is brought to the disk within a second; a busy machine may begin with it this much later. */
const lossMs = 1_000 + 250;

/** How many pictures are taken of one history, and what may be lost is lost in so many ways from each. */
const picturesPerRound = 12;
const lossesPerPicture = 6;

/**
 * Cuts the power, as far as the history's files can tell: what was brought to the disk is there; of what was written since,
 * anything may be missing. A round is a history that is written to, and photographed at moments chosen by chance.
 */
export const powerLoss: Scenario = {
  name: "power-loss",
  usualRounds: 4,
  run: async ({ rounds, random, say }): Promise<SoakReport> => {
    const violations: string[] = [];
    let images = 0;
    let lost = 0;
    for (let round = 1; round <= rounds; round += 1) {
      for (const picture of await takePictures(random.fork())) {
        for (let loss = 0; loss < lossesPerPicture; loss += 1) {
          const found = openAfter(picture, random);
          images += 1;
          lost += found.lost;
          violations.push(...found.violations);
        }
        picture.remove();
      }
      say(`round ${round} of ${rounds}: ${images} images, ${lost} events lost`);
    }
    return { done: `${images} images of histories, ${lost} events lost in all`, violations };
  },
};

/** The files of a history at one moment. */
interface Picture {
  readonly folder: string;
  /** As many bytes of SQLite's log were on the disk. */
  readonly safeBytes: number;
  readonly takenAtMs: number;
  /** How long the disk has taken so far at most. */
  readonly slowestFlushMs: number;
  /** Everything that had been committed. */
  readonly events: readonly StoredEvent[];
  remove(): void;
}

async function takePictures(random: Random): Promise<Picture[]> {
  const workshop = openWorkshop();
  const flushes = watchFlushes(`${workshop.store.file}-wal`);
  const pictures: Picture[] = [];
  let isOver = false;
  const work = (async () => {
    while (!isOver) {
      const stages = Array.from({ length: 12 }, (_, place) =>
        scriptStage(`s${place}`, `echo ${place}; sleep 0.0${random.below(9)}; exit ${random.below(8) === 0 ? 1 : 0}`, {
          needs: place < 3 ? [] : [`s${place - 3}`],
        }),
      );
      await workshop.run(workshop.request(stages));
    }
  })();
  try {
    while (pictures.length < picturesPerRound) {
      await sleep(100 + random.below(600));
      pictures.push(takePicture(workshop.store.file, flushes, readEvents(workshop.store)));
    }
  } finally {
    isOver = true;
    await work;
    flushes.stop();
    workshop.close();
  }
  return pictures;
}

/** Nothing else runs in this process meanwhile, and no other one uses the history: the two files fit each other. */
function takePicture(file: string, flushes: Flushes, events: readonly StoredEvent[]): Picture {
  const { folder, remove } = temporaryFolder();
  const takenAtMs = Date.now();
  const safeBytes = flushes.safeBytes();
  copyFileSync(`${file}-wal`, join(folder, "log"));
  // The history's own file is copied without opening it here: see look-inside.ts.
  copyApart(file, join(folder, "main"));
  return { folder, safeBytes, takenAtMs, slowestFlushMs: flushes.slowestMs(), events, remove };
}

function openAfter(picture: Picture, random: Random): { violations: string[]; lost: number } {
  const home = join(picture.folder, "home");
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home);
  copyFileSync(join(picture.folder, "main"), join(home, "millrace.sqlite"));
  writeFileSync(join(home, "millrace.sqlite-wal"), lose(readFileSync(join(picture.folder, "log")), picture.safeBytes, random));
  const violations: string[] = [];
  const store = openTestStore(home, { check: true });
  try {
    if (store.notice !== null) violations.push(store.notice);
    const there = readEvents(store);
    const known = picture.events.slice(0, there.length);
    if (JSON.stringify(there) !== JSON.stringify(known)) violations.push("what is there is not what was there before");
    const lostAgo = picture.events.slice(there.length).map(({ at }) => picture.takenAtMs - at);
    // What made the project has no time of its own.
    const missing = lostAgo.filter((agoMs) => agoMs > lossMs + picture.slowestFlushMs && agoMs < hourMs);
    if (missing.length > 0)
      violations.push(
        `${missing.length} events are lost, the oldest ${missing[0]} ms old; the disk took up to ${picture.slowestFlushMs} ms`,
      );
    for (const id of readRuns(store)) violations.push(...liesOfEvents(store, readRun(store, id)));
    const ended = readRuns(store).filter((id) => isTerminal(readRun(store, id).run.status));
    for (const id of ended)
      if (readRun(store, id).stages.some(({ status }) => !isTerminal(status))) violations.push(`${id} has ended without its stages`);
    return { violations, lost: picture.events.length - there.length };
  } finally {
    store.close();
    const faults = faultsOfHistory(join(home, "millrace.sqlite"));
    if (faults !== "") violations.push(faults);
  }
}

const pageBytes = 4_096;

/** The log as it may be found: cut off anywhere, with zeros in the place of some of its pages, or with the rests of others. */
function lose(log: Buffer, safeBytes: number, random: Random): Buffer {
  const safe = Math.min(safeBytes, log.length);
  const kind = random.below(4);
  if (kind === 0) return log.subarray(0, safe + random.below(log.length - safe + 1));
  if (kind === 1) return log.subarray(0, safe);
  const damaged = Buffer.from(log);
  for (let at = Math.ceil(safe / pageBytes) * pageBytes; at < log.length; at += pageBytes) {
    if (random.below(3) !== 0) continue;
    if (kind === 2) damaged.fill(0, at, Math.min(log.length, at + pageBytes));
    else log.copy(damaged, at, Math.max(0, at - 7 * pageBytes), Math.max(0, at - 6 * pageBytes));
  }
  return damaged;
}

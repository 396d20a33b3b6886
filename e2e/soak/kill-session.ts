import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { checkoutsFolder } from "../../electron/engine/data-folder.ts";
import { recoverRuns } from "../../electron/engine/run/run.ts";
import type { Store } from "../../electron/engine/store/store.ts";
import type { RunId } from "../../shared/ids.ts";
import { isTerminal } from "../../shared/status.ts";
import { hourMs } from "../../shared/time.ts";
import { openTestStore, write } from "../fixtures/history.ts";
import { git } from "../fixtures/repository.ts";
import { readEvents, readRun, readRuns } from "../fixtures/truth.ts";
import { act, openStage, type ServedEngine, type Stage, serveEngine } from "./cast.ts";
import { faultsOfHistory, filesBelow, filesWith } from "./look-inside.ts";
import { inputText, makeMixedProject, secretName } from "./mixed-project.ts";
import type { Random } from "./random.ts";
import { liesOfRun, readMarks } from "./verify-run.ts";
import { findVictims, othersLeft, type Victim } from "./victims.ts";
import { Work } from "./work.ts";

/** How long all runs of a round may take to end after the last kill; more than that is a hang. */
const patienceMs = 90_000;

/** How long processes that were killed may take to be gone. */
const goneMs = 20_000;

/** The longest time between two kills: a workload takes a few times as long. */
const betweenKillsMs = 900;

/** What a round begins with begins within this time. */
const beginMs = 1_200;

const kinds = 3;

/** One history, on which rounds of work are done and killed. */
export class KillSession {
  readonly #stage: Stage;
  readonly #projects: readonly string[];
  readonly #random: Random;
  readonly #say: (line: string) => void;
  readonly #secret: string;
  readonly #store: Store;
  #engine: ServedEngine | null = null;
  #violations: string[] = [];
  #victims: string[] = [];

  constructor(folder: string, random: Random, say: (line: string) => void) {
    this.#random = random;
    this.#say = say;
    this.#stage = openStage(folder);
    this.#secret = `hush-${random.below(2 ** 32)}-${random.below(2 ** 32)}`;
    this.#projects = ["one", "two"].map((name) => makeMixedProject(join(folder, name)));
    this.#store = openTestStore(this.#stage.home);
    write(this.#store, ({ settings }) => settings.change({ runsAtOnce: 8, stagesAtOnce: 8, stopGraceMs: 300 }, 1));
  }

  async play(rounds: number): Promise<{ violations: readonly string[]; victims: readonly string[] }> {
    try {
      for (const project of this.#projects) await act(this.#stage, project, ["secrets", "set", secretName], this.#secret).ended;
      for (let round = 1; round <= rounds; round += 1) {
        const startedAt = performance.now();
        await this.#round();
        const took = Math.round(performance.now() - startedAt);
        this.#say(`round ${round} of ${rounds}: ${this.#victims.length} kills so far, ${took} ms, all runs: ${this.#countRuns()}`);
        if (this.#violations.length > 0) break;
      }
      if (this.#violations.length === 0) await this.#answerAll();
      this.#say(this.#describeStages());
      return { violations: this.#violations, victims: this.#victims };
    } finally {
      this.#store.close();
      this.#engine?.child.kill("SIGKILL");
      for (const { id } of findVictims(this.#stage)) tryKill(id);
    }
  }

  async #round(): Promise<void> {
    const engine = await this.#livingEngine();
    const from = readEvents(this.#store).at(-1)?.id ?? 0;
    for (const project of this.#projects) writeFileSync(join(project, "src/input"), inputText(this.#random.below(kinds)));
    const before = new Set(readRuns(this.#store));
    const parked = this.#parked();
    const work = this.#startWork(engine, parked);
    for (let kills = 2 + this.#random.below(5); kills > 0; kills -= 1) {
      await sleep(this.#random.below(betweenKillsMs));
      await this.#killOne();
    }
    const known = readEvents(this.#store, from);
    await this.#livingEngine();
    if (!(await this.#untilQuiet(work))) return;
    await work.finish();
    await this.#verify([...readRuns(this.#store).filter((id) => !before.has(id)), ...parked]);
    this.#compareEvents(known, from);
  }

  /** Commands, the board, and people who answer, all at once. */
  #startWork(engine: ServedEngine, parked: readonly RunId[]): Work {
    const [one = "", two = ""] = this.#projects;
    const work = new Work(engine);
    const command = (folder: string, ...words: string[]) =>
      work.begin(this.#random.below(beginMs), () => work.watch(act(this.#stage, folder, words)));
    const board = (ask: () => Promise<unknown>) => work.begin(this.#random.below(beginMs), () => work.ask(ask()));
    const start = async (revision?: string) => {
      const { id } = await engine.client.projects.open({ path: two });
      await engine.client.projects.trust({ projectId: id, trusted: true });
      await engine.client.runs.start({ projectId: id, ...(revision === undefined ? {} : { revision }) });
    };
    command(one, "run", "--json");
    command(one, "run", "--json", "--commit", "main");
    board(() => start());
    board(() => start("main"));
    for (const id of parked) {
      const waiting = readRun(this.#store, id).stages.find(({ status }) => status === "waiting");
      const how = this.#random.below(3);
      if (how === 0) command(one, "runs", "approve", id, "--json");
      if (how === 1 && waiting !== undefined)
        board(() => engine.client.runs.approve({ stageRunId: waiting.id, decision: "granted", comment: "from the board" }));
    }
    return work;
  }

  async #killOne(): Promise<void> {
    const victims = findVictims(this.#stage);
    const wanted = this.#random.pick(["host", "host", "command", "engine", "stage"]);
    const of = victims.filter(({ kind }) => kind === wanted);
    const victim: Victim | undefined = of[this.#random.below(Math.max(1, of.length))] ?? victims[this.#random.below(victims.length)];
    if (victim === undefined || !tryKill(victim.id)) return;
    this.#victims.push(victim.kind);
  }

  async #livingEngine(): Promise<ServedEngine> {
    const engine = this.#engine;
    if (engine !== null && engine.child.exitCode === null && engine.child.signalCode === null) return engine;
    this.#engine = await serveEngine(this.#stage, this.#projects[0] ?? "");
    return this.#engine;
  }

  /** Waits until nothing goes on but what waits for people. */
  async #untilQuiet(work: Work | null): Promise<boolean> {
    const hasHost = () => findVictims(this.#stage).some(({ kind }) => kind === "host");
    const isGoing = (id: RunId) => !isTerminal(readRun(this.#store, id).run.status) && !this.#isParked(id);
    const until = performance.now() + patienceMs;
    for (let quietLooks = 0; quietLooks < 2; ) {
      // A kill may arrive a moment later than the look at who lives.
      await this.#livingEngine();
      const going = readRuns(this.#store).filter(isGoing);
      quietLooks = going.length === 0 && work?.isGoing !== true && !hasHost() ? quietLooks + 1 : 0;
      if (performance.now() > until) {
        const left = findVictims(this.#stage).map(({ kind, command }) => `${kind} ${command}`);
        this.#violations.push(`still going after ${patienceMs} ms: ${going.join(", ")}; ${left.join("; ")}`);
        return false;
      }
      await sleep(100);
    }
    return true;
  }

  #countRuns(): string {
    const counts: Record<string, number> = {};
    for (const id of readRuns(this.#store)) {
      const { status } = readRun(this.#store, id).run;
      counts[status] = (counts[status] ?? 0) + 1;
    }
    return Object.entries(counts)
      .map(([status, count]) => `${count} ${status}`)
      .join(", ");
  }

  /** What of all that a pipeline can say has really happened here: a check of what never happens shows nothing. */
  #describeStages(): string {
    const runs = readRuns(this.#store).map((id) => readRun(this.#store, id));
    const stages = runs.flatMap((recorded) => recorded.stages);
    const count = (what: string, is: (stage: (typeof stages)[number]) => boolean) => `${stages.filter(is).length} ${what}`;
    return [
      `${runs.length} runs, ${runs.filter(({ run }) => run.isCheckout).length} in checkouts`,
      count("stages from the cache", ({ reason }) => reason === "cache-hit"),
      count("further attempts", ({ attempt }) => attempt > 1),
      count("killed stages", ({ reason }) => reason === "signal"),
      count("vanished stages", ({ reason }) => reason === "host-vanished"),
      count("answers", ({ approval }) => approval?.decision != null),
    ].join(", ");
  }

  #parked(): RunId[] {
    return readRuns(this.#store).filter((id) => this.#isParked(id));
  }

  #isParked(id: RunId): boolean {
    const socket = this.#store.read(({ runs }) => runs.socket(id));
    return socket.ok && socket.value === "";
  }

  async #verify(runs: readonly RunId[]): Promise<void> {
    const { home, runtime, marks } = this.#stage;
    const left = await othersLeft(this.#stage, this.#engine?.child.pid ?? 0, goneMs);
    this.#violations.push(...left.map(({ command }) => `an orphan: ${command}`));
    const seen = readMarks(marks);
    for (const id of runs) this.#violations.push(...(await liesOfRun(this.#store, id, seen)));
    // An hour later, so that checkouts that no run has claimed are over, too.
    await recoverRuns(this.#store, () => Date.now() + 2 * hourMs);
    this.#violations.push(...this.#leftCheckouts());
    this.#violations.push(...filesWith([home, runtime], this.#secret).map((path) => `a plain secret in ${path}`));
    // What git needed to look at files lies in the system's temporary folder, which the system itself tidies.
    const leftFiles = filesBelow(runtime).filter((path) => !path.includes("/millrace-tree-"));
    this.#violations.push(...leftFiles.map((path) => `left behind: ${path}`));
    this.#violations.push(...this.#leftInHome().map((path) => `left behind: ${path}`));
    const faults = faultsOfHistory(this.#store.file);
    if (faults !== "") this.#violations.push(faults);
  }

  #leftInHome(): string[] {
    const { home } = this.#stage;
    const strange = readdirSync(home).filter((name) => /damaged|suspect/.test(name));
    const going = new Set(this.#parked());
    const reserves = filesBelow(join(home, "runs")).filter(
      (path) => path.endsWith("/reserve") && !going.has(path.split("/").at(-2) as RunId),
    );
    return [...strange, ...reserves, ...filesBelow(join(home, "pending"))];
  }

  #leftCheckouts(): string[] {
    const used = new Set(
      this.#parked()
        .map((id) => this.#store.read(({ runs }) => runs.checkout(id)))
        .flatMap((name) => (name.ok && name.value !== null ? [name.value.split("/")[0]] : [])),
    );
    const folder = checkoutsFolder(this.#store.folder);
    mkdirSync(folder, { recursive: true });
    const folders = readdirSync(folder).filter((name) => !used.has(name));
    const registered = this.#projects.flatMap((project) =>
      git(project, "worktree", "list", "--porcelain")
        .split("\n")
        .filter((line) => line.startsWith(`worktree ${folder}`) && ![...used].some((name) => line.includes(`/${name}/`))),
    );
    return [...folders, ...registered].map((what) => `a checkout is left: ${what}`);
  }

  /** What was recorded before the last kill is there, word for word. */
  #compareEvents(known: readonly unknown[], from: number): void {
    const now = readEvents(this.#store, from).slice(0, known.length);
    if (JSON.stringify(now) !== JSON.stringify(known)) this.#violations.push("events that were recorded before a kill have changed");
  }

  /** Every run that still waits can be answered, and comes to its end. */
  async #answerAll(): Promise<void> {
    await this.#livingEngine();
    const parked = this.#parked();
    const [folder = ""] = this.#projects;
    for (const id of parked) {
      const { exitCode, complaint } = await act(this.#stage, folder, ["runs", "approve", id]).ended;
      if (exitCode !== 0) this.#violations.push(`${id} waits and cannot be answered: ${complaint}`);
    }
    if (!(await this.#untilQuiet(null))) return;
    await this.#verify(parked);
    for (const id of parked) {
      const { run } = readRun(this.#store, id);
      if (!isTerminal(run.status)) this.#violations.push(`${id} was answered and is ${run.status}`);
    }
    this.#say(`${parked.length} runs that waited were answered`);
  }
}

function tryKill(id: number): boolean {
  try {
    return process.kill(id, "SIGKILL");
  } catch {
    // It ended by itself meanwhile.
    return false;
  }
}

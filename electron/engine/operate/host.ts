import { randomBytes } from "node:crypto";
import { closeSync } from "node:fs";
import { join } from "node:path";
import type { ProjectId } from "../../../shared/ids.ts";
import { type Failure, ok, type Result } from "../../../shared/result.ts";
import { byPerson } from "../../../shared/service-look.ts";
import { secondMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import { noteService } from "../inbox/inbox.ts";
import { environmentOfProcess, findByCookie, findPortHolder, identityOf, killLeftovers } from "../process/process.ts";
import type { Store, StoredService, StoreFailure } from "../store/store.ts";
import { Ledger } from "./ledger.ts";
import { hasProcess, type LifeEvent, live, type ServiceEnd } from "./life.ts";
import { type HostMember, memberOf } from "./member.ts";
import { nextSteps } from "./next-steps.ts";
import { RedactedOutput } from "./output.ts";
import { serviceEnvironment } from "./service-environment.ts";
import { adoptServiceProcess, startServiceProcess } from "./service-process.ts";
import { Upkeep } from "./upkeep.ts";
import { watchLive, watchReady } from "./watch-health.ts";

/** What a host of services works with. */
export interface ServiceHostParts {
  readonly store: Store;
  readonly project: ProjectId;
  /** Where it listens. */
  readonly socket: string;
  readonly now: Clock;
  /** The host's complete environment, which services inherit. */
  readonly environment: NodeJS.ProcessEnv;
  /** The values of the secrets of these names. */
  readonly secrets: (project: ProjectId, names: readonly string[]) => Promise<Result<ReadonlyMap<string, string>, Failure>>;
  /** Nothing is left to look after, or another host does. */
  readonly onDone: () => void;
}

/** How soon to look again at a taken port, or to try again what could not be written. */
const againMs = secondMs;

/** Timers of the system go no further; who waits longer is looked at in between. */
const mostTimerMs = 60 * secondMs;

/** Starts, watches and ends the services of one project as their rows say. It is the one host: its claim is made before. */
export class ServiceHost {
  readonly #parts: ServiceHostParts;
  readonly #ledger: Ledger;
  readonly #upkeep: Upkeep;
  readonly #members = new Map<string, HostMember>();
  #timer: NodeJS.Timeout | undefined;
  #isSettling = false;
  #mustSettleAgain = false;
  #isOver = false;

  constructor(parts: ServiceHostParts) {
    this.#parts = parts;
    this.#ledger = new Ledger(parts.store, parts.project, parts.socket, () => this.#finish());
    this.#upkeep = new Upkeep({ ...parts, ledger: this.#ledger, members: () => [...this.#members.values()] });
  }

  /** Finds what runs already, and takes up what was asked. */
  async open(): Promise<Result<null, StoreFailure>> {
    const stored = this.#parts.store.read(({ services }) => services.ofProject(this.#parts.project));
    if (!stored.ok) return stored;
    for (const member of stored.value.map((service) => this.#add(service))) {
      this.#upkeep.recoverLog(member);
      if (member.cookie === null) this.#closeLog(member);
    }
    const holders = await findByCookie(stored.value.flatMap(({ process }) => process?.cookie ?? []));
    await Promise.all(stored.value.map((service) => this.#find(service, holders.get(service.process?.cookie ?? "") ?? [])));
    this.look();
    return ok(null);
  }

  /** Takes up what a person has asked. */
  look(): void {
    const { store, project } = this.#parts;
    const stored = store.read(({ services }) => services.ofProject(project).filter(({ ask }) => ask !== null));
    // Otherwise it is looked at again with the timer.
    if (!stored.ok) {
      this.#wakeIn(againMs);
      return;
    }
    for (const service of stored.value) {
      const member = this.#members.get(service.name) ?? this.#add(service);
      member.nextPlan = service.nextPlan;
      const { ask } = service;
      const event: LifeEvent = ask === "stop" ? { type: "unwant" } : { type: "want", isRestart: ask === "restart" };
      // Heard with the change that it makes, so that a host that is killed in between hears it again.
      this.#ledger.change((services) => services.heard(member.id));
      this.#tell(member, event);
    }
    this.#ledger.flush();
    void this.#settle();
  }

  #add(stored: StoredService): HostMember {
    const member = memberOf(stored, this.#parts.store.folder, this.#parts.now);
    this.#members.set(stored.name, member);
    return member;
  }

  /** Tells a service what happened, and keeps what it became. */
  #tell(member: HostMember, event: LifeEvent): void {
    const { now } = this.#parts;
    const at = now();
    const next = live(member.life, event, member.plan, at);
    if (next === member.life) return;
    const was = member.life.state;
    member.life = next;
    this.#ledger.change((services, tables) => {
      services.keep(member.id, next, at);
      if (next.state === was) return;
      if (next.state === "ready") services.ready(member.id, at);
      if (next.state === "given-up" || next.state === "ready" || next.state === "stopped") noteService(tables, member.id, at);
    });
  }

  /** The same, and sees to what follows from it. */
  #happen(member: HostMember, event: LifeEvent): void {
    if (this.#isOver) return;
    this.#tell(member, event);
    this.#ledger.flush();
    void this.#settle();
  }

  /** Takes over what another host has started, or finds out that it is gone. `holders`: all that carries its cookie. */
  async #find(stored: StoredService, holders: readonly number[]): Promise<void> {
    const member = this.#members.get(stored.name);
    const { process: known } = stored;
    if (member === undefined || known === null) return;
    member.isLogOpen = true;
    // A process of which nobody noted what tells it from others had ended at once: its pid may be anybody's by now.
    const pid = (known.identity === null ? null : known.pid) ?? holders[0] ?? null;
    const identity = pid === null || pid === known.pid ? known.identity : identityOf(pid);
    const process =
      pid === null || identity === null
        ? null
        : adoptServiceProcess({ pid, identity, cookie: known.cookie }, (end) => this.#onEnd(member, end));
    if (process === null) {
      if (holders.length > 0) await killLeftovers({ name: "MILLRACE_SERVICE", value: known.cookie });
      if (known.pid === null) this.#onNeverBegan(member, { type: "never-began" });
      else this.#onEnd(member, { kind: "unseen" });
      return;
    }
    member.process = process;
    if (known.pid === null) this.#ledger.change((services) => services.began(member.id, process.pid, process.identity));
    const secrets = await this.#secretsOf(member, process.pid);
    if (secrets === null) this.#tell(member, { type: "unfit", detail: "its secrets cannot be read, so its output cannot be kept" });
    else if (secrets.size > 0) {
      const output = await RedactedOutput.open(member.log, secrets, false);
      if (output.ok) member.output = output.value;
    }
    if (member.life.state === "stopping") this.#stop(member);
    else this.#watch(member, secrets ?? new Map());
  }

  /** What a process was given, else what is set now. */
  async #secretsOf(member: HostMember, pid: number): Promise<ReadonlyMap<string, string> | null> {
    const names = member.plan.secrets;
    if (names.length === 0) return new Map();
    const given = environmentOfProcess(pid);
    const set = await this.#parts.secrets(this.#parts.project, names);
    const values = new Map(set.ok ? set.value : []);
    for (const name of names) {
      const value = given.get(name);
      if (value !== undefined) values.set(name, value);
    }
    return names.every((name) => values.has(name)) ? values : null;
  }

  /** Does all that may be done now; asked while it is at it, it does it again. */
  async #settle(): Promise<void> {
    this.#mustSettleAgain = true;
    if (this.#isSettling) return;
    this.#isSettling = true;
    while (this.#mustSettleAgain && !this.#isOver) {
      this.#mustSettleAgain = false;
      await this.#step();
    }
    this.#isSettling = false;
    if (!this.#isOver) this.#rest();
  }

  async #step(): Promise<void> {
    const members = [...this.#members.values()];
    for (const member of members) this.#tell(member, { type: "due" });
    const steps = nextSteps(members.map((member) => ({ name: member.name, needs: needsOf(member), life: member.life })));
    const named = (name: string) => this.#members.get(name) as HostMember;
    for (const [name, detail] of steps.held) this.#hold(named(name), detail);
    for (const member of steps.stop.map(named)) {
      this.#tell(member, { type: "stop" });
      this.#ledger.afterwards(() => this.#stop(member));
    }
    for (const member of steps.start.map(named)) {
      const taken = await portProblem(member.nextPlan ?? member.plan);
      member.waitsForPort = taken !== null;
      if (taken !== null) this.#hold(member, taken);
      else if (member.life.state === "waiting" && member.rotating === null) this.#begin(member);
    }
    this.#ledger.flush();
  }

  #hold(member: HostMember, detail: string): void {
    if (member.life.detail !== detail) this.#tell(member, { type: "hold", detail });
  }

  /** Writes down that it is about to be started; it is, once that is written. */
  #begin(member: HostMember): void {
    const { project, now } = this.#parts;
    const cookie = `${member.id}@${randomBytes(9).toString("hex")}`;
    const plan = member.nextPlan ?? member.plan;
    const hasNewLog = !member.isLogOpen || member.life.cause === byPerson || member.log.bytes >= plan.logBytes;
    if (hasNewLog) member.log.next();
    Object.assign(member, { plan, nextPlan: null, cookie, isLogOpen: true, logOffset: hasNewLog ? 0 : member.log.bytes });
    this.#tell(member, { type: "start" });
    const { cause } = member.life;
    const { logOffset } = member;
    this.#ledger.change((services) => services.begin(member.id, { cookie, cause, hasNewLog, logOffset }, now()));
    if (hasNewLog) this.#upkeep.removeOldLogs(member);
    this.#ledger.afterwards(() => void this.#launch(member, project, cookie));
  }

  async #launch(member: HostMember, project: ProjectId, cookie: string): Promise<void> {
    const { store, environment } = this.#parts;
    const { plan, log } = member;
    const refuse = (detail: string, isFinal: boolean) => this.#onNeverBegan(member, { type: "not-started", detail, isFinal });
    const known = store.read(({ projects }) => projects.get(project));
    if (!known.ok) return refuse(known.failure.message, false);
    if (known.value?.trusted !== true) return refuse("the project is not trusted any more", true);
    const { path } = known.value;
    const secrets = plan.secrets.length === 0 ? ok(new Map<string, string>()) : await this.#parts.secrets(project, plan.secrets);
    if (!secrets.ok) return refuse(`${secrets.failure.message} ${secrets.failure.hint}`.trim(), true);
    const env = serviceEnvironment(environment, path, plan, cookie, secrets.value);
    const output = secrets.value.size === 0 ? null : await RedactedOutput.open(log, secrets.value, true);
    if (output?.ok === false) return refuse(output.failure.message, false);
    const outputFd = output?.value.fd ?? openLog(log);
    if (typeof outputFd === "string") return refuse(outputFd, false);
    const request = { script: plan.run, shell: plan.shell, cwd: join(path, plan.cwd), env, outputFd };
    const started = startServiceProcess(request, cookie, (end) => this.#onEnd(member, end));
    if (output === null) closeSync(outputFd);
    if ("failure" in started) {
      output?.value.close(() => {});
      return refuse(started.failure.message, started.failure.code !== "could-not-start");
    }
    member.process = started;
    member.output = output?.value ?? null;
    this.#ledger.change((services) => services.began(member.id, started.pid, started.identity));
    // It may have been told to stop before it was there.
    if (member.life.state === "stopping") this.#stop(member);
    else this.#watch(member, secrets.value);
    this.#ledger.flush();
    void this.#settle();
  }

  #watch(member: HostMember, secrets: ReadonlyMap<string, string>): void {
    const { store, project, environment, now } = this.#parts;
    const { plan, log, life } = member;
    if (plan.ready === null) this.#tell(member, { type: "ready" });
    const known = store.read(({ projects }) => projects.get(project));
    const path = known.ok ? (known.value?.path ?? "/") : "/";
    const watching = new AbortController();
    member.watching = watching;
    const watched = {
      ...{ cwd: join(path, plan.cwd), shell: plan.shell, startedAt: life.startedAt ?? now() },
      environment: serviceEnvironment(environment, path, plan, member.cookie ?? "", secrets),
      log: { path: log.path, indexPath: log.indexPath, offset: member.logOffset },
    };
    const tell = (event: LifeEvent) => this.#happen(member, event);
    const watchReadyFirst = async () => {
      if (member.life.state === "starting" && plan.ready !== null) await watchReady(plan.ready, watched, now, watching.signal, tell);
      if (plan.live !== null) await watchLive(plan.live, watched, watching.signal, tell);
    };
    void watchReadyFirst();
  }

  #stop(member: HostMember): void {
    const { plan, life, process } = member;
    // A clock that was put back meanwhile gives no more time.
    const leftMs = Math.min(plan.graceMs, Math.max(1, life.since + plan.graceMs - this.#parts.now()));
    member.watching?.abort();
    process?.stop(plan.stopSignal, leftMs);
  }

  /** Nothing of its process is left. */
  #onEnd(member: HostMember, end: ServiceEnd): void {
    const { output, rotating } = member;
    if (rotating !== null) {
      void rotating.then(() => this.#onEnd(member, end));
      return;
    }
    member.output = null;
    if (output !== null) output.close(() => this.#noteEnd(member, end));
    else this.#noteEnd(member, end);
  }

  #noteEnd(member: HostMember, end: ServiceEnd): void {
    const at = this.#parts.now();
    const exitCode = end.kind === "exited" ? end.exitCode : null;
    const signal = end.kind === "signaled" ? end.signal : null;
    this.#letGo(member, { type: "end", end }, { at, exitCode, signal });
  }

  #onNeverBegan(member: HostMember, event: LifeEvent): void {
    this.#letGo(member, event, null);
  }

  #letGo(member: HostMember, event: LifeEvent, exit: StoredService["lastExit"]): void {
    if (this.#isOver) return;
    member.watching?.abort();
    Object.assign(member, { watching: null, process: null, cookie: null, use: null });
    this.#ledger.change((services) => services.ended(member.id, exit));
    this.#tell(member, event);
    if (!hasProcess(member.life) && member.life.state !== "backing-off" && member.life.state !== "waiting") this.#closeLog(member);
    this.#ledger.flush();
    void this.#settle();
  }

  #closeLog(member: HostMember): void {
    const at = this.#parts.now();
    const bytes = member.log.finish();
    member.isLogOpen = false;
    this.#ledger.change((services) => services.endLog(member.id, bytes, at));
  }

  /** Waits for the next thing to do by itself, or ends when there will be none. */
  #rest(): void {
    const members = [...this.#members.values()];
    const isIdle = members.every(({ life }) => life.state === "stopped" || life.state === "given-up");
    if (isIdle && this.#ledger.isEmpty) {
      this.#leave();
      return;
    }
    const now = this.#parts.now();
    const dueMs = members.map(({ life }) => (life.state === "backing-off" ? (life.nextStartAt ?? now) - now : Number.POSITIVE_INFINITY));
    const mustLook = !this.#ledger.isEmpty || members.some(({ waitsForPort, life }) => waitsForPort && life.state === "waiting");
    this.#wakeIn(Math.min(mostTimerMs, mustLook ? againMs : Number.POSITIVE_INFINITY, ...dueMs));
  }

  #wakeIn(durationMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), Math.max(1, durationMs));
  }

  #leave(): void {
    const { store, project, socket } = this.#parts;
    const left = store.write(({ services }) => services.leave(project, socket));
    if (left.ok && left.value) this.#finish();
    else this.#wakeIn(againMs);
  }

  #finish(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#upkeep.close();
    for (const { watching } of this.#members.values()) watching?.abort();
    this.#parts.onDone();
  }
}

/** One that is started next asks for what it needs then; one that runs, for what it was started with. */
function needsOf({ life, plan, nextPlan }: HostMember): readonly string[] {
  return (hasProcess(life) ? plan : (nextPlan ?? plan)).needs;
}

/** Who holds a port that it listens on; `null` when all are free. */
async function portProblem({ ports }: { readonly ports: readonly number[] }): Promise<string | null> {
  for (const port of ports) {
    const holder = await findPortHolder(port);
    if (holder === null) continue;
    return holder.pid === null
      ? `port ${port} is taken by another user's program`
      : `port ${port} is held by ${holder.name} (${holder.pid})`;
  }
  return null;
}

function openLog(log: HostMember["log"]): number | string {
  try {
    return log.open();
  } catch (error) {
    if (error instanceof Error && "code" in error) return `the log ${log.path} cannot be written: ${error.message}`;
    throw error;
  }
}

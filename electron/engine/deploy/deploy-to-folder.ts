import { setTimeout as sleep } from "node:timers/promises";
import { type Failure, failure, ok } from "../../../shared/result.ts";
import { formatDuration } from "../../../shared/time.ts";
import { readContents } from "./contents/contents.ts";
import { firstGoodAnswer, watchHealth } from "./health/health.ts";
import { createProbe } from "./health/probes.ts";
import { holdLock } from "./hold-lock.ts";
import type { DeployLimits } from "./limits.ts";
import { type FolderStrategy, openTarget } from "./open-target.ts";
import type { DeployEnd, DeployOrder, DeployPorts } from "./order.ts";
import { sendRelease } from "./send-release.ts";
import { Steps } from "./steps.ts";
import { formatJournal, type Journal, parseJournal, surplus, withServing } from "./target/journal.ts";
import { places, type Survey, type Target, type TargetAnswer } from "./target/target.ts";
import { variablesFor } from "./variables.ts";
import { linkTo, readManifest, readServing, type Serving } from "./what-serves.ts";

const stepNames = {
  open: "Connect",
  lock: "Lock the target",
  send: "Send the files",
  switch: "Switch",
  after: "Run after",
  health: "Watch health",
  tidy: "Tidy up",
  back: "Roll back",
} as const;

/** Deploys into a folder with releases/ and the link current, here or on a host. */
export async function deployToFolder(
  order: DeployOrder,
  strategy: FolderStrategy,
  ports: DeployPorts,
  limits: DeployLimits,
): Promise<DeployEnd> {
  const steps = new Steps(ports, [
    stepNames.open,
    stepNames.lock,
    stepNames.send,
    stepNames.switch,
    ...(strategy.after === null ? [] : [stepNames.after]),
    ...(order.environment.health === null ? [] : [stepNames.health]),
    stepNames.tidy,
  ]);
  steps.begin(stepNames.open);
  const target = openTarget(strategy, { ...order, environment: ports.environment });
  if (!target.ok) {
    steps.fail(stepNames.open, target.failure.message);
    steps.skipRest();
    return { state: "failed", detail: target.failure.message, evidence: [], serves: order.previous?.id ?? null };
  }
  const deployment = new FolderDeployment(order, strategy, ports, limits, steps, target.value);
  try {
    return await deployment.run();
  } finally {
    steps.skipRest();
    await target.value.close();
  }
}

class FolderDeployment {
  readonly #order: DeployOrder;
  readonly #strategy: FolderStrategy;
  readonly #ports: DeployPorts;
  readonly #limits: DeployLimits;
  readonly #steps: Steps;
  readonly #target: Target;
  /** Time is over, without the watch over health. */
  readonly #late = new AbortController();
  readonly #signal: AbortSignal;
  /** What served when this began, as the target says. */
  #before: Serving = { link: null, name: null, manifest: null };
  #journal: Journal = { switching: null, served: [] };

  constructor(order: DeployOrder, strategy: FolderStrategy, ports: DeployPorts, limits: DeployLimits, steps: Steps, target: Target) {
    this.#order = order;
    this.#strategy = strategy;
    this.#ports = ports;
    this.#limits = limits;
    this.#steps = steps;
    this.#target = target;
    this.#signal = AbortSignal.any([ports.signal, this.#late.signal]);
  }

  async run(): Promise<DeployEnd> {
    const timer = setTimeout(() => this.#late.abort(), this.#order.environment.timeoutMs);
    try {
      const prepared = await this.#target.prepare();
      if (!prepared.ok) return this.#stop(stepNames.open, prepared.failure, this.#order.previous?.id ?? null);
      this.#steps.done(stepNames.open, this.#target.name);
      this.#steps.begin(stepNames.lock);
      const lock = await holdLock(this.#target, this.#limits, this.#signal, (holder) =>
        this.#steps.say(stepNames.lock, `waits for ${holder}`),
      );
      if (!lock.ok) return this.#stop(stepNames.lock, lock.failure, this.#order.previous?.id ?? null);
      try {
        const { takenFrom } = lock.value;
        this.#steps.done(stepNames.lock, takenFrom === null ? null : `Taken over from ${takenFrom}, who has been silent for too long.`);
        return await this.#deploy(timer);
      } finally {
        await lock.value.release();
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async #deploy(timer: NodeJS.Timeout): Promise<DeployEnd> {
    this.#steps.begin(stepNames.send);
    const found = await this.#look();
    if (!found.ok) return this.#stop(stepNames.send, found.failure, this.#order.previous?.id ?? null);
    const sent = await this.#send(found.value);
    if (!sent.ok) return this.#stop(stepNames.send, sent.failure, this.#servesBefore);
    this.#steps.done(stepNames.send, sent.value.detail);
    const { name } = sent.value;
    this.#steps.begin(stepNames.switch);
    const stopped = await this.#switchTo(name);
    if (stopped !== null) return stopped;
    this.#ports.serving();
    this.#steps.done(stepNames.switch, `${this.#order.release.version} serves.`);
    if (this.#strategy.after !== null) {
      this.#steps.begin(stepNames.after);
      const trouble = await this.#runAfter(name, this.#order.release.version, this.#before.manifest?.version ?? null, this.#signal);
      if (trouble !== null) {
        this.#steps.fail(stepNames.after, trouble.detail);
        return this.#bringBack(name, trouble.detail, trouble.evidence);
      }
      this.#steps.done(stepNames.after);
    }
    clearTimeout(timer);
    const { health } = this.#order.environment;
    let healthDetail = "";
    if (health !== null) {
      this.#steps.begin(stepNames.health);
      const watched = await watchHealth(health, createProbe(health, this.#probeContext(this.#order.release.version)), this.#ports);
      if (watched.state !== "good") {
        this.#steps.fail(stepNames.health, watched.detail);
        return this.#bringBack(name, watched.detail, watched.evidence);
      }
      healthDetail = ` ${watched.detail}`;
      this.#steps.done(stepNames.health, watched.detail);
    } else if (this.#ports.signal.aborted) return this.#bringBack(name, "It was canceled.", []);
    const lost = await this.#tidy(name, found.value);
    if (lost !== null) return lost;
    return {
      state: "deployed",
      detail: `${this.#order.release.version} serves.${healthDetail}`,
      evidence: [],
      serves: this.#order.release.id,
    };
  }

  /** What is there: the truth about what served before. Takes away what killed deployments have left. */
  async #look(): TargetAnswer<Survey> {
    const survey = await this.#target.survey();
    if (!survey.ok) return survey;
    const serving = await readServing(this.#target, survey.value);
    if (!serving.ok) return serving;
    this.#before = serving.value;
    this.#journal = parseJournal(survey.value.journal);
    const { switching } = this.#journal;
    if (switching !== null) this.#ports.log(`Deployment ${switching.deployment} was interrupted while it switched to ${switching.name}.`);
    const { manifest, link } = serving.value;
    const known = this.#order.previous;
    if (link !== null && (known === null || this.#idOf(manifest) !== known.id))
      this.#ports.log(`What serves there is not what the history knows: ${manifest?.version ?? link}.`);
    const removed = survey.value.incoming.length === 0 ? ok(null) : await this.#target.remove(survey.value.incoming);
    return removed.ok ? survey : removed;
  }

  async #send({ releases }: Survey) {
    const { release, deployment } = this.#order;
    const contents = await readContents(release, this.#strategy.unpack);
    if (!contents.ok) return contents;
    const say = (detail: string) => this.#steps.say(stepNames.send, detail);
    const putAtMs = this.#ports.now();
    return sendRelease(this.#target, releases, { release, contents: contents.value, deployment, putAtMs, signal: this.#signal, say });
  }

  /**
   * Writes down what is about to happen, then does it. When it fails, the target is asked whether it took place nevertheless.
   * `null` when it did, and all goes on.
   */
  async #switchTo(name: string): Promise<DeployEnd | null> {
    if (this.#signal.aborted) return this.#stop(stepNames.switch, canceled, this.#servesBefore);
    const switching = { name, deployment: this.#order.deployment };
    const written = await this.#target.writeText(places.journal, formatJournal({ ...this.#journal, switching }));
    if (!written.ok) return this.#stop(stepNames.switch, written.failure, this.#servesBefore);
    const pointed = await this.#target.pointTo(linkTo(name));
    if (pointed.ok) return null;
    if (pointed.failure.code === "lock-lost") return this.#lose(stepNames.switch, pointed.failure);
    const survey = await this.#insist(() => this.#target.survey());
    if (!survey.ok) return this.#lose(stepNames.switch, pointed.failure);
    return survey.value.current === linkTo(name) ? null : this.#stop(stepNames.switch, pointed.failure, this.#servesBefore);
  }

  /** Why the script did not do what it should; `null` when it did. */
  async #runAfter(name: string, version: string, previous: string | null, signal: AbortSignal) {
    const { after } = this.#strategy;
    const lines: string[] = [];
    const onLine = (line: string) => {
      this.#ports.log(line);
      lines.push(line);
      if (lines.length > 20) lines.shift();
    };
    const variables = variablesFor(this.#order.environment, this.#ports.environment, version, previous);
    const folder = `${places.releases}/${name}`;
    const ended = await this.#target.runScript({ script: after ?? "", folder, variables, onLine, signal });
    if (ended.ok && ended.value === 0) return null;
    const why = ended.ok ? (ended.value === null ? "was ended" : `ended with ${ended.value}`) : `did not run: ${ended.failure.message}`;
    return { detail: `The script after the switch ${why.replace(/\.$/, "")}.`, evidence: ["The script's last lines:", ...lines] };
  }

  /**
   * Lets the target serve what it did before. When that was nothing, or the same, there is nothing to go back to: then the
   * new one stays, because none at all is no better.
   */
  async #bringBack(switchedTo: string, why: string, evidence: readonly string[]): Promise<DeployEnd> {
    const isCanceled = this.#ports.signal.aborted;
    const reason = isCanceled ? "It was canceled." : this.#late.signal.aborted ? this.#lateDetail : why;
    const { link, name, manifest } = this.#before;
    const { release } = this.#order;
    if (link === null || link === linkTo(switchedTo)) {
      await this.#insist(() => this.#target.writeText(places.journal, formatJournal(withServing(this.#journal, switchedTo))));
      const detail = `${reason} ${release.version} still serves: there is nothing to go back to.`;
      return { state: isCanceled ? "canceled" : "failed", detail, evidence, serves: release.id };
    }
    this.#steps.begin(stepNames.back);
    this.#ports.log(reason);
    const pointed = await this.#insist(() => this.#target.pointTo(link));
    if (!pointed.ok) return this.#lose(stepNames.back, pointed.failure, [...evidence, pointed.failure.message]);
    const seen = [...evidence];
    const version = manifest?.version ?? link;
    if (this.#strategy.after !== null && name !== null) {
      const inTime = AbortSignal.timeout(this.#order.environment.timeoutMs);
      const trouble = await this.#runAfter(name, version, release.version, inTime);
      if (trouble !== null) seen.push(`Back at ${version}: ${trouble.detail}`, ...trouble.evidence);
    }
    seen.push(...(await this.#askOnce(version)));
    const journal = name === null ? { ...this.#journal, switching: null } : withServing(this.#journal, name);
    await this.#insist(() => this.#target.writeText(places.journal, formatJournal(journal)));
    this.#steps.done(stepNames.back, `${version} serves again.`);
    const detail = `${reason} ${version} serves again.`;
    return { state: isCanceled ? "canceled" : "rolled-back", detail, evidence: isCanceled ? [] : seen, serves: this.#idOf(manifest) };
  }

  /** Whether what is back answers, as a line of evidence. */
  async #askOnce(version: string): Promise<string[]> {
    const { health } = this.#order.environment;
    if (health === null) return [];
    const answer = await firstGoodAnswer(health, createProbe(health, this.#probeContext(version)), new AbortController().signal);
    const line = answer.isGood ? `${version} answers again: ${answer.detail}.` : `${version} does not answer either: ${answer.detail}.`;
    this.#ports.log(line);
    return [line];
  }

  /**
   * Forgets what is too much. What goes wrong here does no harm and is only told; but when somebody else has come meanwhile,
   * because this machine slept for example, their deployment decides what serves.
   */
  async #tidy(name: string, { releases }: Survey): Promise<DeployEnd | null> {
    this.#steps.begin(stepNames.tidy);
    const journal = withServing(this.#journal, name);
    const written = await this.#insist(() => this.#target.writeText(places.journal, formatJournal(journal)));
    if (!written.ok && written.failure.code === "lock-lost") return this.#lose(stepNames.tidy, written.failure);
    const gone: string[] = [];
    for (const other of surplus([...new Set([...releases, name])], journal, name, this.#strategy.keep)) {
      // What has no manifest was not put there by Millrace.
      const known = await readManifest(this.#target, other);
      if (known.ok && known.value !== null) gone.push(other);
    }
    const removed = written.ok ? await this.#target.remove(gone) : written;
    if (!removed.ok) this.#steps.fail(stepNames.tidy, removed.failure.message);
    else this.#steps.done(stepNames.tidy, gone.length === 0 ? null : `Removed ${gone.join(", ")}.`);
    return null;
  }

  /** Ends because a step failed; the target serves what it did. */
  #stop(step: string, why: Failure, serves: string | null): DeployEnd {
    const isLate = this.#late.signal.aborted && !this.#ports.signal.aborted;
    const detail = isLate ? this.#lateDetail : why.message;
    this.#steps.fail(step, detail);
    if (why.hint !== "") this.#ports.log(why.hint);
    return { state: why.code === "canceled" && !isLate ? "canceled" : "failed", detail, evidence: [], serves };
  }

  /** Ends without the target: only it knows, or somebody else's deployment decides, what serves. */
  async #lose(step: string, why: Failure, evidence: readonly string[] = []): Promise<DeployEnd> {
    this.#steps.fail(step, why.message);
    const survey = await this.#target.survey();
    const serving = survey.ok ? await readServing(this.#target, survey.value) : survey;
    if (serving.ok) return { state: "failed", detail: why.message, evidence, serves: this.#idOf(serving.value.manifest) };
    return { state: "lost", detail: `${why.message} It is not known what serves there.`, evidence, serves: null };
  }

  /** Tries again while the target is lost. */
  async #insist<Value>(act: () => TargetAnswer<Value>): TargetAnswer<Value> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await act();
      const isGone = !answer.ok && (answer.failure.code === "target-lost" || answer.failure.code === "target-unreachable");
      if (!isGone || attempt >= this.#limits.reconnectAttempts) return answer;
      this.#ports.log(`${answer.failure.message} Trying again.`);
      await sleep(this.#limits.reconnectPauseMs);
    }
  }

  get #servesBefore(): string | null {
    return this.#idOf(this.#before.manifest);
  }

  #idOf(manifest: Serving["manifest"]): string | null {
    return manifest !== null && this.#ports.isOurs(manifest) ? manifest.id : null;
  }

  get #lateDetail(): string {
    return `It took longer than ${formatDuration(this.#order.environment.timeoutMs)}.`;
  }

  #probeContext(version: string) {
    const { environment, projectPath } = this.#order;
    const variables = variablesFor(environment, this.#ports.environment, version, null);
    return { version, projectPath, environment: { ...this.#ports.environment, ...variables } };
  }
}

const canceled = failure("canceled", "It was canceled.");

import { countOf } from "../../../shared/counts.ts";
import type { HistoryLine, LineOf } from "../../../shared/history-file/lines.ts";
import type { Manifest } from "../../../shared/history-file/manifest.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import type { Staging } from "../store/archive/staging.ts";
import { type Named, nothingNamed } from "./named.ts";
import { refuse } from "./refusal.ts";
import { createLogIntake } from "./take-logs.ts";
import { endRun, type OpenRun, type RunGround, takeOfRun } from "./take-run.ts";

/** What became of the lines of a file. */
export interface TakenIn {
  readonly runs: number;
  /** Runs that were here already. */
  readonly known: number;
  /** What is other than in the file, one sentence each. */
  readonly notes: string[];
}

/** Takes the lines of a file into a staging, in their order. Refuses what names something that is not there. */
export interface Intake {
  take(line: HistoryLine, number: number): void;
  /** Behind the last line. */
  end(number: number): TakenIn;
}

/** Begins to take a file in; `folder`: the import's own. */
export function createIntake(staging: Staging, manifest: Manifest, folder: string, now: number): Intake {
  const named = nothingNamed();
  const ground: RunGround = { staging, named, logs: createLogIntake(folder), now };
  const newest = {
    release: staging.newestAt("release"),
    deployment: staging.newestAt("deployment"),
    incident: staging.newestAt("incident"),
  };
  const tally = { runs: 0, known: 0, renumbered: 0, late: 0, releases: 0, deployments: 0, incidents: 0 };
  let run: OpenRun | null = null;
  let lastAt = -1;

  function endLog(): void {
    const log = ground.logs.end();
    if (log !== null) staging.setLog({ run: log.row, place: log.place }, log.bytes);
  }

  function closeRun(number: number): void {
    endLog();
    if (run !== null) endRun(ground, run, number);
    run = null;
  }

  function takeRun(line: LineOf<"run">, number: number): void {
    closeRun(number);
    if (named.runs.has(line.id)) refuse(`Run ${line.id} comes twice.`, number);
    if (line.createdAt < lastAt) refuse(`Run ${line.id} was created before the one that it stands behind.`, number);
    lastAt = line.createdAt;
    const plan = named.plans.get(line.plan) ?? refuse(`Nothing is known of plan ${line.plan}.`, number);
    const fingerprint =
      line.fingerprint === null
        ? null
        : (named.fingerprints.get(line.fingerprint) ?? refuse(`Nothing is known of fingerprint ${line.fingerprint}.`, number));
    const retryOf =
      line.retryOf === null ? null : (named.runs.get(line.retryOf) ?? refuse(`Nothing is known of run ${line.retryOf}.`, number));
    const { source, id } = line.origin ?? { source: manifest.source, id: line.id };
    const known = staging.known("run", source, id, line.createdAt);
    const isLate = staging.newestRunAt !== null && line.createdAt <= staging.newestRunAt;
    let row = known;
    if (known === null) {
      row = staging.addRun(line, { plan, fingerprint, retryOf }, now);
      staging.noteOrigin("run", source, id, row);
      tally.runs += 1;
      if (isLate) tally.late += 1;
    } else tally.known += 1;
    named.runs.set(line.id, row as number);
    run = { id: line.id, row: known === null ? row : null, isLate, stages: new Map(), results: new Map(), logged: new Set() };
  }

  return {
    take: (line, number) => {
      const { kind, value } = line;
      if (kind !== "log") endLog();
      switch (kind) {
        case "plan":
          once(named.plans, kind, value.id, number);
          named.plans.set(value.id, staging.plan(value.stages as readonly Partial<PlannedStage>[] as readonly PlannedStage[]));
          return;
        case "fingerprint":
          once(named.fingerprints, kind, value.id, number);
          named.fingerprints.set(value.id, staging.fingerprint(value.facts));
          return;
        case "test":
          once(named.tests, kind, value.id, number);
          named.tests.set(value.id, { line: value, row: null });
          return;
        case "failure":
          once(named.failures, kind, value.id, number);
          named.failures.set(value.id, { ...value, row: null });
          return;
        case "run":
          return takeRun(value, number);
        case "release":
        case "deployment":
        case "environment":
        case "incident":
          closeRun(number);
          return takeOfProject({ staging, named, manifest, newest, tally }, line, number);
        case "end":
          return;
        default: {
          const open: OpenRun = run ?? refuse("It stands behind no run.", number);
          // The log of another stage begins.
          if (kind === "log" && !open.logged.has(value.place)) endLog();
          return takeOfRun(ground, open, kind, value, number);
        }
      }
    },
    end: (number) => {
      closeRun(number);
      tally.renumbered = staging.settleNumbers();
      return { runs: tally.runs, known: tally.known, notes: notesOn(tally) };
    },
  };
}

type Tally = Record<"runs" | "known" | "renumbered" | "late" | "releases" | "deployments" | "incidents", number>;

function notesOn({ renumbered, late, releases, deployments, incidents }: Tally): string[] {
  return [
    ...(renumbered === 0 ? [] : [`${countOf(renumbered, "run")} got another number, as theirs was taken.`]),
    ...(late === 0
      ? []
      : [`${countOf(late, "run")} came without tests, coverage and ways of failing: they are older than runs of this project.`]),
    ...(
      [
        [releases, "release"],
        [deployments, "deployment"],
        [incidents, "incident"],
      ] as const
    ).flatMap(([count, what]) => (count === 0 ? [] : [`${countOf(count, what)} stayed in the file, as newer ones or the same are here.`])),
  ];
}

function once(map: ReadonlyMap<number, unknown>, kind: string, id: number, number: number): void {
  if (map.has(id)) refuse(`The ${kind} ${id} comes twice.`, number);
}

interface ProjectGround {
  readonly staging: Staging;
  readonly named: Named;
  readonly manifest: Manifest;
  readonly newest: Readonly<Record<"release" | "deployment" | "incident", number | null>>;
  readonly tally: Tally;
}

type ProjectLine = Extract<HistoryLine, { kind: "release" | "deployment" | "environment" | "incident" }>;

/** What is listed in the order of its rows is not added before what is here already. */
function isOlder(at: number, newest: number | null): boolean {
  return newest !== null && at <= newest;
}

function takeOfProject(ground: ProjectGround, line: ProjectLine, number: number): void {
  const { staging, named, manifest, newest, tally } = ground;
  const source = manifest.source;
  const runOf = (id: number | null) => (id === null ? null : (named.runs.get(id) ?? refuse(`Nothing is known of run ${id}.`, number)));
  switch (line.kind) {
    case "release": {
      const { value } = line;
      once(named.releases, line.kind, value.id, number);
      const run = runOf(value.run);
      const known = staging.known("release", source, value.id, value.createdAt) ?? staging.sameRelease(value.version, value.commit);
      if (known === null && !isOlder(value.createdAt, newest.release)) {
        // A run has one snapshot at most, and one that was here may have it already.
        const row = staging.addRelease(value, run);
        staging.noteOrigin("release", source, value.id, row);
        named.releases.set(value.id, row);
      } else {
        tally.releases += 1;
        named.releases.set(value.id, known ?? missing);
      }
      return;
    }
    case "deployment": {
      const { value } = line;
      once(named.deployments, line.kind, value.id, number);
      const release = named.releases.get(value.release) ?? refuse(`Nothing is known of release ${value.release}.`, number);
      const previous =
        value.previousRelease === null
          ? null
          : (named.releases.get(value.previousRelease) ?? refuse(`Nothing is known of release ${value.previousRelease}.`, number));
      const run = runOf(value.run);
      const known = staging.known("deployment", source, value.id, value.createdAt);
      const isNew = known === null && release !== missing && !isOlder(value.createdAt, newest.deployment);
      const row = isNew ? staging.addDeployment(value, { release, previous: previous === missing ? null : previous, run }) : null;
      if (row === null) tally.deployments += 1;
      else staging.noteOrigin("deployment", source, value.id, row);
      named.deployments.set(value.id, row ?? known ?? missing);
      return;
    }
    case "environment": {
      const { value } = line;
      const current =
        value.current === null
          ? null
          : (named.deployments.get(value.current) ?? refuse(`Nothing is known of deployment ${value.current}.`, number));
      staging.addEnvironment(value, current === missing ? null : current);
      return;
    }
    case "incident": {
      const { value } = line;
      const known = staging.known("incident", source, value.id, value.openedAt);
      if (known === null && !isOlder(value.openedAt, newest.incident))
        staging.noteOrigin("incident", source, value.id, staging.addIncident(value));
      else tally.incidents += 1;
    }
  }
}

/** Stands for a row that stayed in the file. */
const missing = -1;

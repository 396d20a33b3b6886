/*
 * Ids as they cross process boundaries. Each carries its kind as a letter, so that an id can never be taken for a
 * run's number in its project, and one kind can never be passed for another. Their schemas are in `contract/`.
 */
declare const kind: unique symbol;

/** A project: `p` and its row, as in `p3`. */
export type ProjectId = `p${number}` & { readonly [kind]: "project" };

/** A run: `r` and its row, as in `r1042`. Grows with time within one database. */
export type RunId = `r${number}` & { readonly [kind]: "run" };

/** A stage run: its run's id, a point, and its place in the run from 1, as in `r1042.3`. */
export type StageRunId = `r${number}` & { readonly [kind]: "stage-run" };

/** A test of a project: `t` and its row, as in `t77`. */
export type TestId = `t${number}` & { readonly [kind]: "test" };

/** A search for the commit that broke a stage: `c` and its row, as in `c7`. */
export type CulpritId = `c${number}` & { readonly [kind]: "culprit" };

/** A way in which a stage failed: `f` and its row, as in `f12`. */
export type FailureId = `f${number}` & { readonly [kind]: "failure" };

/** A release of a project: `v` and its row, as in `v12`. */
export type ReleaseId = `v${number}` & { readonly [kind]: "release" };

/** One release put into one environment: `d` and its row, as in `d30`. */
export type DeploymentId = `d${number}` & { readonly [kind]: "deployment" };

/** A service of a project: `s` and its row, as in `s4`. */
export type ServiceId = `s${number}` & { readonly [kind]: "service" };

/** One file of a service's log: its service's id, a point, and its place from 1, as in `s4.12`. */
export type ServiceLogId = `s${number}` & { readonly [kind]: "service-log" };

/** A log that can be read: what a stage run wrote, or one file of what a service wrote. */
export type LogId = StageRunId | ServiceLogId;

/** A monitor of a project: `m` and its row, as in `m9`. */
export type MonitorId = `m${number}` & { readonly [kind]: "monitor" };

/** An alert, from when it fired until it is over: `a` and its row, as in `a31`. */
export type AlertId = `a${number}` & { readonly [kind]: "alert" };

/** An incident: `i` and its row, as in `i5`. */
export type IncidentId = `i${number}` & { readonly [kind]: "incident" };

/** How each kind of id is written. Fifteen digits stay exact in a JavaScript number. */
export const idPatterns = {
  project: /^p[1-9]\d{0,14}$/,
  run: /^r[1-9]\d{0,14}$/,
  stageRun: /^r[1-9]\d{0,14}\.[1-9]\d{0,8}$/,
  test: /^t[1-9]\d{0,14}$/,
  culprit: /^c[1-9]\d{0,14}$/,
  failure: /^f[1-9]\d{0,14}$/,
  release: /^v[1-9]\d{0,14}$/,
  deployment: /^d[1-9]\d{0,14}$/,
  service: /^s[1-9]\d{0,14}$/,
  serviceLog: /^s[1-9]\d{0,14}\.[1-9]\d{0,8}$/,
  monitor: /^m[1-9]\d{0,14}$/,
  alert: /^a[1-9]\d{0,14}$/,
  incident: /^i[1-9]\d{0,14}$/,
} as const;

/** The id of the project in row `row`. */
export function projectId(row: number): ProjectId {
  return `p${row}` as ProjectId;
}

/** The id of the run in row `row`. */
export function runId(row: number): RunId {
  return `r${row}` as RunId;
}

/** The id of the test in row `row`. */
export function testId(row: number): TestId {
  return `t${row}` as TestId;
}

/** The id of stage run number `sequence` (from 1) of the run in row `row`. */
export function stageRunId(row: number, sequence: number): StageRunId {
  return `r${row}.${sequence}` as unknown as StageRunId;
}

/** The id of the search in row `row`. */
export function culpritId(row: number): CulpritId {
  return `c${row}` as CulpritId;
}

/** The id of the way to fail in row `row`. */
export function failureId(row: number): FailureId {
  return `f${row}` as FailureId;
}

/** The id of the release in row `row`. */
export function releaseId(row: number): ReleaseId {
  return `v${row}` as ReleaseId;
}

/** The id of the deployment in row `row`. */
export function deploymentId(row: number): DeploymentId {
  return `d${row}` as DeploymentId;
}

/** The id of the service in row `row`. */
export function serviceId(row: number): ServiceId {
  return `s${row}` as ServiceId;
}

/** The id of file number `sequence` (from 1) of the log of the service in row `row`. */
export function serviceLogId(row: number, sequence: number): ServiceLogId {
  return `s${row}.${sequence}` as unknown as ServiceLogId;
}

/** The id of the monitor in row `row`. */
export function monitorId(row: number): MonitorId {
  return `m${row}` as MonitorId;
}

/** The id of the alert in row `row`. */
export function alertId(row: number): AlertId {
  return `a${row}` as AlertId;
}

/** The id of the incident in row `row`. */
export function incidentId(row: number): IncidentId {
  return `i${row}` as IncidentId;
}

/** An id of one row. */
export type RowId =
  | (ProjectId | RunId | TestId | CulpritId | FailureId | ReleaseId | DeploymentId)
  | (ServiceId | MonitorId | AlertId | IncidentId);

/** The row behind an id of one row. */
export function rowOf(id: RowId): number {
  return Number(id.slice(1));
}

/** The run's row and the place in the run behind a stage run's id. */
export function stageRunKeyOf(id: StageRunId): { runRow: number; sequence: number } {
  const [run = "", sequence = ""] = id.slice(1).split(".");
  return { runRow: Number(run), sequence: Number(sequence) };
}

/** The service's row and the place in its log behind the id of a file of it. */
export function serviceLogKeyOf(id: ServiceLogId): { serviceRow: number; sequence: number } {
  const [service = "", sequence = ""] = id.slice(1).split(".");
  return { serviceRow: Number(service), sequence: Number(sequence) };
}

/** Whether a log is that of a service. */
export function isServiceLog(id: LogId): id is ServiceLogId {
  return id.startsWith("s");
}

/** The run that a stage run belongs to. */
export function runOf(id: StageRunId): RunId {
  return id.slice(0, id.indexOf(".")) as RunId;
}

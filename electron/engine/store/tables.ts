import { type AlertTable, alertTable } from "./alerts.ts";
import { type AnnotationTable, annotationTable } from "./annotations.ts";
import { type ApprovalTable, approvalTable } from "./approvals.ts";
import { type ImportTable, importTable } from "./archive/imports.ts";
import { type ArtifactTable, artifactTable } from "./artifacts.ts";
import { type CacheTable, cacheTable } from "./cache-entries.ts";
import { type CommitRunTable, commitRunTable } from "./commit-runs.ts";
import { type CoverageTable, coverageTable } from "./coverage.ts";
import { type CulpritTable, culpritTable } from "./culprits.ts";
import type { Database } from "./database.ts";
import { type DeliveredTable, deliveredTable } from "./delivered.ts";
import { type DeliveryTable, deliveryTable } from "./deliveries.ts";
import { type DeploymentTable, deploymentTable } from "./deployments.ts";
import { type DesktopNoticeTable, desktopNoticeTable } from "./desktop-notices.ts";
import { type DoraTable, doraTable } from "./dora.ts";
import { type EnvironmentTable, environmentTable } from "./environments.ts";
import { type EventTable, eventTable } from "./events.ts";
import { type FailureTable, failureTable } from "./failures.ts";
import { type FingerprintTable, fingerprintTable } from "./fingerprints.ts";
import { type HappeningTable, happeningTable } from "./happenings.ts";
import { type HealthTable, healthTable } from "./health.ts";
import { type InboxTable, inboxTable } from "./inbox.ts";
import { type InboxRunTable, inboxRunTable } from "./inbox-runs.ts";
import { type IncidentTable, incidentTable } from "./incidents.ts";
import { type KeptRunTable, keptRunTable } from "./kept-runs.ts";
import { type LoggedRunTable, loggedRunTable } from "./logged-runs.ts";
import { type MonitorTable, monitorTable } from "./monitors.ts";
import { type PlanTable, planTable } from "./plans.ts";
import { type ProjectTable, projectTable } from "./projects.ts";
import { type ReleaseTable, releaseTable } from "./releases.ts";
import { type RollupTable, rollupTable } from "./rollups.ts";
import { type RunTable, runTable } from "./runs.ts";
import { type SeriesTable, seriesTable } from "./series.ts";
import { type ServiceTable, serviceTable } from "./services.ts";
import { type SettingsTable, settingsTable } from "./settings.ts";
import { type StageRunTable, stageRunTable } from "./stage-runs.ts";
import { type TestResultTable, testResultTable } from "./test-results.ts";
import { type TestRunTable, testRunTable } from "./test-runs.ts";
import { type TestTable, testTable } from "./tests.ts";
import { type TreeResultTable, treeResultTable } from "./tree-results.ts";
import { type TriggerTable, triggerTable } from "./triggers.ts";

/** The tables of the history, each with its own SQL. Reached through {@link Store.read} and {@link Store.write} only. */
export interface Tables {
  readonly alerts: AlertTable;
  readonly annotations: AnnotationTable;
  readonly approvals: ApprovalTable;
  readonly artifacts: ArtifactTable;
  readonly cache: CacheTable;
  readonly commitRuns: CommitRunTable;
  readonly coverage: CoverageTable;
  readonly culprits: CulpritTable;
  readonly delivered: DeliveredTable;
  readonly deliveries: DeliveryTable;
  readonly deployments: DeploymentTable;
  readonly dora: DoraTable;
  readonly desktopNotices: DesktopNoticeTable;
  readonly environments: EnvironmentTable;
  readonly events: EventTable;
  readonly failures: FailureTable;
  readonly fingerprints: FingerprintTable;
  readonly happenings: HappeningTable;
  readonly health: HealthTable;
  readonly inbox: InboxTable;
  readonly inboxRuns: InboxRunTable;
  readonly imports: ImportTable;
  readonly incidents: IncidentTable;
  readonly keptRuns: KeptRunTable;
  readonly loggedRuns: LoggedRunTable;
  readonly monitors: MonitorTable;
  readonly plans: PlanTable;
  readonly projects: ProjectTable;
  readonly releases: ReleaseTable;
  readonly rollups: RollupTable;
  readonly runs: RunTable;
  readonly services: ServiceTable;
  readonly series: SeriesTable;
  readonly settings: SettingsTable;
  readonly stageRuns: StageRunTable;
  readonly testResults: TestResultTable;
  readonly testRuns: TestRunTable;
  readonly tests: TestTable;
  readonly triggers: TriggerTable;
  readonly treeResults: TreeResultTable;
}

/** Gives access to all of them. `folder` is the data folder. */
export function tablesOf(database: Database, folder: string): Tables {
  const plans = planTable(database);
  const health = healthTable(database, plans);
  return {
    alerts: alertTable(database),
    annotations: annotationTable(database),
    approvals: approvalTable(database),
    artifacts: artifactTable(database, folder),
    cache: cacheTable(database),
    commitRuns: commitRunTable(database),
    coverage: coverageTable(database),
    culprits: culpritTable(database),
    delivered: deliveredTable(database),
    deliveries: deliveryTable(database),
    deployments: deploymentTable(database),
    dora: doraTable(database),
    desktopNotices: desktopNoticeTable(database),
    environments: environmentTable(database),
    events: eventTable(database),
    failures: failureTable(database),
    fingerprints: fingerprintTable(database),
    happenings: happeningTable(database),
    health,
    inbox: inboxTable(database),
    inboxRuns: inboxRunTable(database),
    imports: importTable(database),
    incidents: incidentTable(database),
    keptRuns: keptRunTable(database),
    loggedRuns: loggedRunTable(database),
    monitors: monitorTable(database),
    plans,
    projects: projectTable(database),
    releases: releaseTable(database, folder),
    rollups: rollupTable(database, health),
    runs: runTable(database, plans),
    services: serviceTable(database),
    series: seriesTable(database),
    settings: settingsTable(database),
    stageRuns: stageRunTable(database, plans),
    testResults: testResultTable(database),
    testRuns: testRunTable(database),
    tests: testTable(database),
    triggers: triggerTable(database),
    treeResults: treeResultTable(database),
  };
}

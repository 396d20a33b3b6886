import { availableParallelism, homedir } from "node:os";
import type { DoctorCheck } from "../../shared/contract/app.ts";
import type { Insights } from "../../shared/contract/insights.ts";
import type { ProjectId, RunId } from "../../shared/ids.ts";
import { ok, type Result } from "../../shared/result.ts";
import { createAncestryReader } from "./ancestry/ancestry.ts";
import { sweepImports } from "./archive/archive.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type AskProgram, type CommandLine, createPromptDesk, createTurns } from "./code/code.ts";
import { examine } from "./doctor/doctor.ts";
import { fillHealth } from "./insight/insight.ts";
import { noteOf } from "./plan/plan.ts";
import { createHousekeeping, limitsOf } from "./retention/retention.ts";
import { type HostProgram, recoverRuns, resumeAnswered, secretsFrom, watchHosts } from "./run/run.ts";
import { createSearchWorkers, noWorkers } from "./search/search.ts";
import { type Keychain, keyFile, keysInFile, openVault, type SecretKeys } from "./secret/secret.ts";
import { keepPacked } from "./series/series.ts";
import { type CodeChangesService, createCodeChangesService } from "./service/code/changes.ts";
import { type CodeHistoryService, createCodeHistoryService } from "./service/code/history.ts";
import { type CulpritService, createCulpritService, recoverSearches } from "./service/culprit/culprits.ts";
import { createDeploying } from "./service/deployment/deploying.ts";
import type { DeploymentService } from "./service/deployment/deployments.ts";
import type { EnvironmentService } from "./service/deployment/environments.ts";
import { type CoverageService, createCoverageService } from "./service/history/coverage.ts";
import { createDoraService, type DoraService } from "./service/history/dora.ts";
import { createFailureService, type FailureService } from "./service/history/failures.ts";
import { createHealthService, type HealthService } from "./service/history/health.ts";
import { createHistoryService, type HistoryService } from "./service/history/history.ts";
import { readInsights } from "./service/history/insights.ts";
import { createSearchService, type SearchService } from "./service/history/search.ts";
import { createTestService, type TestService } from "./service/history/tests.ts";
import { createInboxService, type InboxService } from "./service/inbox/inbox.ts";
import { keepWatch } from "./service/monitor/keep-watch.ts";
import { createMonitorService, type MonitorService } from "./service/monitor/monitors.ts";
import type { NotFound } from "./service/not-there.ts";
import { createNoticeService, type NoticeService } from "./service/notices.ts";
import { type AlertService, createAlertService } from "./service/operate/alerts.ts";
import { createIncidentService, type IncidentService } from "./service/operate/incidents.ts";
import { keepServiceHosts } from "./service/operate/keep-hosts.ts";
import { createMetricsService, type MetricsService } from "./service/operate/metrics.ts";
import { createRunbookService, type RunbookService } from "./service/operate/runbooks.ts";
import { createServiceService, type ServiceService } from "./service/operate/services.ts";
import { createPassportService, type PassportService } from "./service/passport/passport.ts";
import { createLinkService } from "./service/plan/links.ts";
import { createPlanService, type PlanService } from "./service/plan/plans.ts";
import { createPlanWorkService, type PlanWorkService } from "./service/plan/work.ts";
import { createFolderWatch } from "./service/project/folder-watch.ts";
import { createPipelineService, type PipelineService } from "./service/project/pipelines.ts";
import { createProjectService, findProject, type ProjectService } from "./service/project/projects.ts";
import { createSecretService, type SecretService } from "./service/project/secrets.ts";
import { createSettingService, type SettingService } from "./service/project/settings.ts";
import { createStorageService, type StorageService } from "./service/project/storage.ts";
import { createTriggerService, type TriggerService } from "./service/project/triggers.ts";
import { createReleaseService, type ReleaseService, recoverReleases } from "./service/release/releases.ts";
import { createLogService, type LogService } from "./service/run/logs.ts";
import { createRunService, type RunService } from "./service/run/runs.ts";
import { createHistoryFileService, type HistoryFileService } from "./service/sharing/history-files.ts";
import { shareRun } from "./service/sharing/run-page.ts";
import { openStore, type StoreFailure } from "./store/store.ts";

/** What an engine is made with; hosts differ only here. */
export interface EngineOptions {
  readonly dataFolder: string;
  /** How a run host is started on this host. */
  readonly hostProgram: HostProgram;
  /** The program that keeps the services of one project running; it is started as a run host is. Without it none is started. */
  readonly serviceHost?: string;
  /** The program of the process that watches monitors; without one nobody does. */
  readonly monitorHost?: string;
  /** What git starts to ask something; without it nothing can be asked. */
  readonly askProgram?: AskProgram;
  /** What hooks of git start; without it none can be set. */
  readonly commandLine?: CommandLine;
  /** The sample project that came with the app. */
  readonly sampleFolder: string;
  /** The program of threads that search logs; without one all is searched in the engine's own. */
  readonly searchWorker?: string;
  /** The system's keychain, where this host can ask it. Without one the key of the secrets is in a file. */
  readonly keychain?: Keychain;
  readonly now?: Clock;
}

/** Everything that a window can ask, one member for each area of the contract. */
export interface Engine {
  readonly alerts: AlertService;
  readonly inbox: InboxService;
  readonly incidents: IncidentService;
  readonly projects: ProjectService;
  readonly pipelines: PipelineService;
  readonly plan: PlanService & PlanWorkService;
  readonly runs: RunService & HistoryService;
  readonly culprits: CulpritService;
  readonly deployments: DeploymentService;
  readonly environments: EnvironmentService;
  readonly releases: ReleaseService;
  readonly failures: FailureService;
  readonly runbooks: RunbookService;
  readonly logs: LogService;
  readonly codeChanges: CodeChangesService;
  readonly codeHistory: CodeHistoryService;
  readonly search: SearchService;
  readonly monitors: MonitorService;
  readonly insights: { project(input: { projectId: ProjectId; days: number }): Result<Insights, NotFound | StoreFailure> } & HealthService &
    DoraService;
  readonly passports: PassportService;
  readonly secrets: SecretService;
  readonly metrics: MetricsService;
  readonly services: ServiceService;
  readonly settings: SettingService;
  /** Runs and histories as files that others can open. */
  readonly sharing: { runPage(input: { runId: RunId }): ReturnType<typeof shareRun> } & HistoryFileService;
  readonly storage: StorageService;
  readonly tests: TestService;
  readonly coverage: CoverageService;
  readonly triggers: TriggerService;
  readonly watch: NoticeService["watch"];
  doctor(): Promise<DoctorCheck[]>;
  facts(): EngineFacts;
  /** Lets go of files, sockets and timers. Runs go on: they are processes of their own. */
  close(): void;
}

/** What does not change while the engine lives. */
export interface EngineFacts {
  readonly platform: string;
  readonly dataFolder: string;
  readonly homeFolder: string;
  readonly logicalCores: number;
  readonly notice: string | null;
}

/**
 * Opens the history, makes every run's status true and starts watching. The only place where the engine's parts are put
 * together. Fails when the history cannot be opened; nothing is left behind then.
 */
export async function createEngine(options: EngineOptions): Promise<Result<Engine, StoreFailure>> {
  const { dataFolder, sampleFolder, keychain = null, now = systemClock } = options;
  const opened = openStore(dataFolder, { now, check: true });
  if (!opened.ok) return opened;
  const store = opened.value;
  await recoverRuns(store, now);
  await sweepImports(store, now());
  const notices = createNoticeService(store);
  const stopWatchingHosts = watchHosts(store, now);
  const settings = createSettingService(store, now);
  const housekeeping = createHousekeeping(
    store,
    () => {
      const read = settings.read();
      return read.ok ? ok(limitsOf(read.value)) : read;
    },
    now,
  );
  const stopPacking = keepPacked(store, now);
  const stopFilling = fillHealth(store);
  const folders = createFolderWatch(notices.announce, now);
  const keys = keysInFile(keyFile(process.env), dataFolder, keychain);
  const vault = openVault(dataFolder, keys);
  const turns = createTurns();
  const prompts = options.askProgram === undefined ? null : createPromptDesk(options.askProgram);
  const codeHistory = createCodeHistoryService(store, { turns, prompts, commandLine: options.commandLine, now });
  const hostProgram: HostProgram = { ...options.hostProgram, secretKey: () => keyToHand(keys) };
  void resumeAnswered(store, hostProgram);
  const triggers = createTriggerService(store, hostProgram, now);
  await recoverSearches({ store, hostProgram, now });
  const culprits = createCulpritService({ store, hostProgram, now });
  await recoverReleases({ store, hostProgram, now });
  const releases = createReleaseService({ store, hostProgram, now });
  const deploying = createDeploying({ store, hostProgram, secrets: secretsFrom(store, vault), now });
  const stopDeploying = deploying.watch((runId) => releases.snapshot({ runId }));
  const links = createLinkService(store, createAncestryReader(noteOf));
  const serviceHost = options.serviceHost === undefined ? null : { ...hostProgram, args: [options.serviceHost] };
  const services = createServiceService({ store, serviceHost, now });
  const stopKeepingHosts = keepServiceHosts({ store, serviceHost });
  const monitorHost = options.monitorHost === undefined ? null : { ...hostProgram, args: [options.monitorHost] };
  const stopKeepingWatch = keepWatch(store, monitorHost);
  const plan = createPlanService({
    ...{ store, turns, prompts, now, links },
    onChange: (projectId) => notices.announce({ type: "plan.changed", projectId }),
  });
  const searchWorkers = options.searchWorker === undefined ? noWorkers : createSearchWorkers(options.searchWorker, availableParallelism());
  return ok({
    alerts: createAlertService(store, now),
    inbox: createInboxService(store, now),
    incidents: createIncidentService(store, now),
    projects: createProjectService({
      ...{ store, sampleFolder, now, onMoved: vault.move },
      endServices: (projectId) => services.stopAll(projectId),
    }),
    pipelines: createPipelineService(store, folders.watch),
    plan: { ...plan, ...createPlanWorkService({ store, plan, turns, prompts, now }) },
    runs: { ...createRunService(store, hostProgram, now), ...createHistoryService(store) },
    culprits,
    deployments: deploying.deployments,
    environments: deploying.environments,
    releases,
    failures: createFailureService(store),
    runbooks: createRunbookService({ store, hostProgram, now }),
    logs: createLogService(store, now),
    codeChanges: createCodeChangesService(store, { turns, prompts, now, onShown: folders.watchFiles }),
    codeHistory,
    search: createSearchService(store, searchWorkers, now),
    monitors: createMonitorService({ store, monitorHost, now }),
    insights: {
      ...createDoraService(store, now),
      project: ({ projectId, days }) => {
        const project = findProject(store, projectId);
        if (!project.ok) return project;
        return readInsights(store, projectId, days, now());
      },
      ...createHealthService(store, now, (projectId) => plan.progress(projectId)),
    },
    passports: createPassportService({ store, links, items: ({ id }) => plan.items(id) }),
    secrets: createSecretService(store, vault),
    metrics: createMetricsService(store, now),
    services,
    settings,
    sharing: { runPage: ({ runId }) => shareRun({ store, vault, now }, runId), ...createHistoryFileService({ store, vault, now }) },
    storage: createStorageService(store, housekeeping, now),
    tests: createTestService(store),
    coverage: createCoverageService(store),
    triggers,
    watch: notices.watch,
    doctor: () => examine(dataFolder, process.env),
    facts: () => ({
      platform: process.platform,
      dataFolder,
      homeFolder: homedir(),
      logicalCores: availableParallelism(),
      notice: store.notice,
    }),
    close: () => {
      triggers.close();
      stopDeploying();
      culprits.close();
      releases.close();
      housekeeping.close();
      stopPacking();
      stopFilling();
      codeHistory.close();
      prompts?.close();
      folders.close();
      plan.close();
      stopWatchingHosts();
      stopKeepingHosts();
      stopKeepingWatch();
      notices.close();
      searchWorkers.close();
      store.close();
    },
  });
}

/** The key of the secrets for a run host, which cannot ask the keychain itself; a key in a file it reads by itself. */
async function keyToHand(keys: SecretKeys): Promise<string | null> {
  if ((await keys.protection()).kind === "file") return null;
  const found = await keys.find();
  // What is wrong with it, the host finds out as well, and its stage says so.
  return found.ok && found.value !== null ? found.value.toString("base64") : null;
}

import type { Run } from "../../shared/contract/schemas.ts";
import { isTerminal } from "../../shared/status.ts";
import { currentProject, currentProjectId, currentRun } from "../state/current.ts";
import { closeLog, dockStore } from "../state/dock.ts";
import { changeSettings, engineStore } from "../state/engine.ts";
import { isParked } from "../state/live-runs.ts";
import { showOverlay } from "../state/overlay.ts";
import { isRunnable, pipelineStore } from "../state/pipeline.ts";
import { changePreferences, preferencesStore } from "../state/preferences.ts";
import { isPage, navigate, routeStore, type Screen, screenOf, screens } from "../state/route.ts";
import { runDetailOf, runDetailsStore } from "../state/run-details.ts";
import { showFailure } from "../state/toasts.ts";
import { type Action, always } from "./action.ts";
import { isAnyWaiting, reviewNext } from "./approve-actions.ts";
import { fetchAll, pull, push } from "./code-actions.ts";
import { canFindCulprit, showCulprit } from "./culprit-actions.ts";
import { copyText, reveal } from "./editor-actions.ts";
import { inboxActions } from "./inbox-actions.ts";
import { incidentActions } from "./incident-actions.ts";
import { alertActions } from "./monitor-actions.ts";
import { placeActions } from "./place-actions.ts";
import { planCommands } from "./plan-commands.ts";
import { chooseAndOpen, locate, openSample, removeOrAsk, saveAsFile } from "./project-actions.ts";
import { releaseActions } from "./release-actions.ts";
import { cancelRun, pinRun, runAgain, runPipeline } from "./run-actions.ts";
import { allServicesActions } from "./service-actions.ts";

const screenKeys: Record<Screen, string> = {
  loop: "L",
  runs: "R",
  tests: "T",
  plan: "P",
  code: "C",
  releases: "V",
  environments: "E",
  services: "O",
  monitors: "M",
  insights: "I",
  settings: "S",
};

/** The name of a screen as it stands in the rail. */
export function screenName(screen: Screen): string {
  return screen.charAt(0).toUpperCase() + screen.slice(1);
}

/** The keys that lead to a screen. */
export function screenShortcut(screen: Screen): string {
  return `G ${screenKeys[screen]}`;
}

const hasProject = () => currentProject() !== null;
const canRun = () => currentProject()?.exists === true && !isBusy() && isRunnable(pipelineStore.getState());
const canRunUncached = () => canRun() && pipelineStore.getState().pipeline?.stages.some((stage) => stage.isCached) === true;

/** Whether a run of the shown project goes on; one that waits for a person keeps nobody from another. */
function isBusy(): boolean {
  const run = currentRun();
  return run !== null && !isParked(run);
}

/** The newest run of the shown project, when it has ended without passing. */
function brokenRun() {
  const run = currentProject()?.lastRun ?? null;
  return run !== null && isTerminal(run.status) && run.status !== "passed" ? run : null;
}

/** The run whose page is shown and was read. */
function shownRun(): Run | null {
  const { route } = routeStore.getState();
  return route.kind === "run" ? (runDetailOf(runDetailsStore.getState(), route.runId).detail?.run ?? null) : null;
}

/** The shown run, when one of its stages failed on a commit. */
function blamableRun(): Run | null {
  const run = shownRun();
  const detail = run === null ? null : runDetailOf(runDetailsStore.getState(), run.id).detail;
  return run !== null && detail !== null && canFindCulprit(run, detail.stages) ? run : null;
}

/** Performs something with the shown project, if there is one. */
function withProject(perform: (project: NonNullable<ReturnType<typeof currentProject>>) => unknown): () => void {
  return () => {
    const project = currentProject();
    if (project !== null) void perform(project);
  };
}

const runActions: readonly Action[] = [
  {
    id: "run.pipeline",
    label: "Run pipeline",
    group: "Run",
    shortcut: "R",
    keywords: "start build all",
    isEnabled: canRun,
    perform: withProject(({ id }) => runPipeline(id)),
    command: () => "millrace run",
  },
  {
    id: "run.stage",
    label: "Run a stage…",
    group: "Run",
    isEnabled: canRun,
    perform: () => showOverlay({ kind: "palette", query: "Run " }),
  },
  {
    id: "run.uncached",
    label: "Run pipeline without the cache",
    group: "Run",
    keywords: "force fresh everything",
    isEnabled: canRunUncached,
    perform: withProject(({ id }) => runPipeline(id, false)),
    command: () => "millrace run --no-cache",
  },
  {
    id: "run.failed",
    label: "Run what failed again",
    group: "Run",
    keywords: "retry rerun broken",
    isEnabled: () => !isBusy() && brokenRun() !== null && canRun(),
    perform: withProject(({ id }) => {
      const run = brokenRun();
      return run === null ? null : runAgain(id, run.id, "failed");
    }),
    command: () => `millrace runs retry ${brokenRun()?.number ?? ""} --failed`,
  },
  {
    id: "run.review",
    label: "Answer what waits for approval…",
    group: "Run",
    shortcut: "A",
    keywords: "approve deny grant question review",
    isEnabled: isAnyWaiting,
    perform: reviewNext,
    command: () => `millrace runs approve ${currentRun()?.number ?? ""}`.trim(),
  },
  {
    id: "run.cancel",
    label: "Cancel run",
    group: "Run",
    shortcut: "Mod+.",
    keywords: "stop abort kill",
    isEnabled: () => currentRun() !== null,
    perform: () => {
      const run = currentRun();
      if (run !== null) void cancelRun(run.id);
    },
    command: () => `millrace runs cancel ${currentRun()?.number ?? ""}`.trim(),
  },
  {
    id: "run.culprit",
    label: "Find the culprit",
    group: "Run",
    keywords: "bisect blame regression broke commit",
    isEnabled: () => blamableRun() !== null,
    perform: () => {
      const run = blamableRun();
      if (run !== null) showCulprit(run);
    },
    command: () => `millrace culprit ${blamableRun()?.number ?? ""}`.trim(),
  },
  {
    id: "run.pin",
    label: "Pin or unpin this run",
    group: "Run",
    shortcut: "P",
    keywords: "keep retention storage",
    isEnabled: () => shownRun() !== null,
    perform: () => {
      const run = shownRun();
      if (run !== null) void pinRun(run, !run.pinned);
    },
    command: () => `millrace runs ${shownRun()?.pinned === true ? "unpin" : "pin"} ${shownRun()?.number ?? ""}`.trim(),
  },
];

const projectActions: readonly Action[] = [
  {
    id: "project.open",
    label: "Open a folder…",
    group: "Project",
    shortcut: "Mod+O",
    isEnabled: always,
    perform: () => void chooseAndOpen(),
  },
  { id: "project.sample", label: "Open the sample project", group: "Project", isEnabled: always, perform: () => void openSample() },
  {
    id: "project.save",
    label: "Save as millrace.yml",
    group: "Project",
    keywords: "write pipeline file",
    isEnabled: () => pipelineStore.getState().pipeline?.origin === "detected",
    perform: withProject(({ id }) => saveAsFile(id)),
  },
  {
    id: "project.reveal",
    label: "Show the project's folder",
    group: "Project",
    keywords: "file manager finder explorer open",
    isEnabled: () => currentProject()?.exists === true,
    perform: withProject(({ id }) => reveal(id)),
  },
  {
    id: "project.copy-path",
    label: "Copy the project's path",
    group: "Project",
    isEnabled: hasProject,
    perform: withProject(({ path }) => copyText(path, "the path")),
  },
  {
    id: "project.rename",
    label: "Rename the project…",
    group: "Project",
    isEnabled: hasProject,
    perform: withProject(({ id }) => showOverlay({ kind: "rename", projectId: id })),
  },
  {
    id: "project.locate",
    label: "Locate the project's folder…",
    group: "Project",
    isEnabled: () => currentProject()?.exists === false,
    perform: withProject(({ id }) => locate(id)),
  },
  {
    id: "project.remove",
    label: "Remove the project from the list",
    group: "Project",
    keywords: "close delete",
    isEnabled: hasProject,
    perform: withProject(removeOrAsk),
  },
];

const isInRepository = () => currentProject()?.trusted === true && pipelineStore.getState().workingTree?.isRepository === true;

/** Does something with git where it is seen how it goes. */
function atCode(perform: () => unknown): void {
  if (currentScreen() !== "code") goTo("code");
  void perform();
}

const codeActions: readonly Action[] = [
  {
    id: "code.switch",
    label: "Switch branch…",
    group: "Code",
    shortcut: "B",
    keywords: "git checkout create new",
    isEnabled: isInRepository,
    perform: withProject(() => atCode(() => showOverlay({ kind: "branches" }))),
    command: () => "millrace code switch",
  },
  {
    id: "code.fetch",
    label: "Fetch from the remotes",
    group: "Code",
    keywords: "git download",
    isEnabled: isInRepository,
    perform: withProject(({ id }) => atCode(() => fetchAll(id))),
    command: () => "millrace code fetch",
  },
  {
    id: "code.pull",
    label: "Pull",
    group: "Code",
    keywords: "git download merge rebase",
    isEnabled: isInRepository,
    perform: withProject(({ id }) => atCode(() => pull(id))),
    command: () => "millrace code pull",
  },
  {
    id: "code.push",
    label: "Push",
    group: "Code",
    keywords: "git upload",
    isEnabled: isInRepository,
    perform: withProject(({ id }) => atCode(() => push(id))),
    command: () => "millrace code push",
  },
];

const goActions: readonly Action[] = [
  ...screens.map(
    (screen): Action => ({
      id: `go.${screen}`,
      label: `Go to ${screenName(screen)}`,
      group: "Go to",
      shortcut: screenShortcut(screen),
      isEnabled: () => (screen === "settings" || hasProject()) && currentScreen() !== screen,
      perform: () => goTo(screen),
    }),
  ),
  ...placeActions,
];

function currentScreen(): Screen | null {
  const { route } = routeStore.getState();
  // From a page of its own its list is somewhere to go.
  return isPage(route) ? null : screenOf(route);
}

/** Shows a screen of the shown project; settings also without one. */
export function goTo(screen: Screen): void {
  const projectId = currentProjectId();
  if (projectId !== null) navigate({ kind: "screen", projectId, screen, query: {} });
  else if (screen === "settings") navigate({ kind: "settings" });
}

function chooseTheme(theme: "system" | "dark" | "light"): () => void {
  return async () => {
    const answer = await changeSettings({ theme });
    if (!answer.ok) showFailure({ code: "SETTINGS", ...answer.failure });
  };
}

const viewActions: readonly Action[] = [
  ...(["system", "light", "dark"] as const).map(
    (theme): Action => ({
      id: `view.theme.${theme}`,
      label: theme === "system" ? "Theme: follow the system" : `Theme: ${theme}`,
      group: "View",
      keywords: "appearance colours colors",
      isEnabled: () => engineStore.getState().settings?.theme !== theme,
      perform: chooseTheme(theme),
    }),
  ),
  {
    id: "view.rail",
    label: "Collapse or expand the side bar",
    group: "View",
    shortcut: "Mod+B",
    isEnabled: hasProject,
    perform: () => changePreferences({ isRailCollapsed: !preferencesStore.getState().isRailCollapsed }),
  },
  {
    id: "view.close-log",
    label: "Close the log below the board",
    group: "View",
    isEnabled: () => dockStore.getState().isOpen,
    perform: closeLog,
  },
];

const helpActions: readonly Action[] = [
  {
    id: "help.palette",
    label: "Search or run a command",
    group: "Help",
    shortcut: "Mod+K",
    isEnabled: always,
    perform: () => showOverlay({ kind: "palette", query: "" }),
  },
  {
    id: "help.shortcuts",
    label: "Show all shortcuts",
    group: "Help",
    shortcut: "?",
    isEnabled: always,
    perform: () => showOverlay({ kind: "shortcuts" }),
  },
];

/** Every action that is not about one stage, run or setting, in the order of the help. */
export const allActions: readonly Action[] = [
  ...runActions,
  ...planCommands,
  ...releaseActions,
  ...allServicesActions,
  ...incidentActions,
  ...inboxActions,
  ...alertActions,
  ...codeActions,
  ...goActions,
  ...projectActions,
  ...viewActions,
  ...helpActions,
];

/** The action with that id; a wrong id is a bug. */
export function actionOf(id: string): Action {
  const action = allActions.find((candidate) => candidate.id === id);
  if (action === undefined) throw new Error(`There is no action ${id}.`);
  return action;
}

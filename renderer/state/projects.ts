import { createStore } from "zustand/vanilla";
import type { Project, Run } from "../../shared/contract/schemas.ts";
import type { ProjectId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { isTerminal } from "../../shared/status.ts";
import { call } from "../link/call.ts";
import { isOwnRun } from "./live-runs.ts";

/** The open projects, the last opened first. */
export interface ProjectsState {
  readonly status: "loading" | "ready" | "failed";
  readonly projects: readonly Project[];
  /** Why they could not be read; set exactly while `status` is `failed`. */
  readonly failure: Failure | null;
}

export const projectsStore = createStore<ProjectsState>()(() => ({ status: "loading", projects: [], failure: null }));

/** The project with that id, as far as it is known. */
export function projectOf(state: ProjectsState, projectId: ProjectId | null): Project | null {
  return state.projects.find((project) => project.id === projectId) ?? null;
}

/** Reads the list. */
export async function readProjects(): Promise<void> {
  const answer = await call((engine) => engine.projects.list());
  if (answer.ok) projectsStore.setState({ status: "ready", projects: answer.value, failure: null });
  else if (projectsStore.getState().status !== "ready") projectsStore.setState({ status: "failed", failure: answer.failure });
}

/** Puts one project's newest state into the list, at its place or at the top. */
export function putProject(project: Project): void {
  projectsStore.setState(({ projects }) => {
    const isKnown = projects.some(({ id }) => id === project.id);
    return { projects: isKnown ? projects.map((known) => (known.id === project.id ? project : known)) : [project, ...projects] };
  });
}

/** Takes one project off the list, as far as this window is concerned. */
export function dropProject(projectId: ProjectId): void {
  projectsStore.setState(({ projects }) => ({ projects: projects.filter(({ id }) => id !== projectId) }));
}

/** Lets the list show newer standings of runs without reading it again. */
export function applyRunsToProjects(runs: readonly Run[]): void {
  projectsStore.setState((state) => {
    const projects = state.projects.map((project) => {
      const own = runs.filter((run) => run.projectId === project.id && isOwnRun(run));
      const lastRun = own.reduce(newerRun, project.lastRun);
      return lastRun === project.lastRun ? project : { ...project, lastRun };
    });
    return { projects };
  });
}

/** The run that stands for a project: the unfinished before the finished, then the higher number. */
function newerRun(before: Run | null, next: Run): Run {
  if (before === null || before.id === next.id) return next;
  const isBeforeOver = isTerminal(before.status);
  if (isBeforeOver !== isTerminal(next.status)) return isBeforeOver ? next : before;
  return next.number > before.number ? next : before;
}

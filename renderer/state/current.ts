import type { Project, Run } from "../../shared/contract/schemas.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { activeRunOf, liveRunsStore } from "./live-runs.ts";
import { projectOf, projectsStore } from "./projects.ts";
import { projectIdOf, routeStore } from "./route.ts";

/*
 * What commands act on, read at the moment when they are given. Components subscribe to the stores instead.
 */

/** The id of the project that is shown; `null` on pages without one. */
export function currentProjectId(): ProjectId | null {
  return projectIdOf(routeStore.getState().route);
}

/** The project that is shown; `null` on pages without one and for ids that lead nowhere. */
export function currentProject(): Project | null {
  return projectOf(projectsStore.getState(), currentProjectId());
}

/** The run under way in the project that is shown. */
export function currentRun(): Run | null {
  return activeRunOf(liveRunsStore.getState(), currentProjectId());
}

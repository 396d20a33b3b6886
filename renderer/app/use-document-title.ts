import { useEffect } from "react";
import { useStore } from "zustand";
import { screenName } from "../actions/all-actions.ts";
import { activeRunOf, liveRunsStore, waitingStages } from "../state/live-runs.ts";
import { projectOf, projectsStore } from "../state/projects.ts";
import { projectIdOf, type Route, routeStore } from "../state/route.ts";

/** Names the window after what it shows, so that it can be told from others; a dot says that something runs, two bars that something waits for a person. */
export function useDocumentTitle(): void {
  const route = useStore(routeStore, (state) => state.route);
  const projectId = projectIdOf(route);
  const name = useStore(projectsStore, (state) => projectOf(state, projectId)?.name ?? null);
  const sign = useStore(liveRunsStore, (state) => {
    if (waitingStages(state, projectId).length > 0) return "‖ ";
    return activeRunOf(state, projectId) === null ? "" : "● ";
  });
  useEffect(() => {
    const parts = [name, placeOf(route), "Millrace"].filter((part) => part !== null);
    document.title = `${sign}${parts.join(" · ")}`;
  }, [name, route, sign]);
}

function placeOf(route: Route): string | null {
  switch (route.kind) {
    case "welcome":
      return null;
    case "inbox":
      return "Inbox";
    case "settings":
      return "Settings";
    case "screen":
      return screenName(route.screen);
    case "run":
      return "Runs";
    case "commit":
      return `Commit ${route.commit.slice(0, 7)}`;
    case "deployment":
      return "Environments";
    case "service":
    case "incident":
      return "Services";
    case "monitor":
      return "Monitors";
  }
}

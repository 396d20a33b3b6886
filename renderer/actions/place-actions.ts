import { currentProjectId } from "../state/current.ts";
import { navigate, type Screen } from "../state/route.ts";
import type { Action } from "./action.ts";

const hasProject = () => currentProjectId() !== null;

function show(screen: Screen, view: string): () => void {
  return () => {
    const projectId = currentProjectId();
    if (projectId !== null) navigate({ kind: "screen", projectId, screen, query: { view } });
  };
}

/** Parts of screens that are somewhere to go by themselves. */
export const placeActions: readonly Action[] = [
  {
    id: "go.log-search",
    label: "Search all logs",
    group: "Go to",
    shortcut: "G F",
    keywords: "grep find past error message text",
    isEnabled: hasProject,
    perform: show("runs", "logs"),
    command: () => "millrace search",
  },
  {
    id: "go.failures",
    label: "Failures that are alike",
    group: "Go to",
    keywords: "same error group signature history mended fixed",
    isEnabled: hasProject,
    perform: show("runs", "failures"),
    command: () => "millrace failures",
  },
  {
    id: "go.runbooks",
    label: "Go to runbooks",
    group: "Go to",
    shortcut: "G U",
    keywords: "operate buttons commands",
    isEnabled: hasProject,
    perform: show("services", "runbooks"),
    command: () => "millrace runbooks list",
  },
  {
    id: "go.incidents",
    label: "Go to incidents",
    group: "Go to",
    shortcut: "G N",
    keywords: "operate outages post-mortem",
    isEnabled: hasProject,
    perform: show("services", "incidents"),
    command: () => "millrace incidents list",
  },
];

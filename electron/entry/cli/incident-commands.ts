import { severities } from "../../../shared/severities.ts";
import type { CommandSpec } from "./command.ts";

const limitOption = { limit: { summary: "how many (default: 20)", value: "N" } } as const;
const severityOption = { severity: { summary: `${severities.join(", ")} (default: major)`, value: "SEVERITY" } } as const;

const commands = () => import("./commands/incidents.ts");
const oneIncident = { words: "INCIDENT", minimumWords: 1, maximumWords: 1, options: {} } as const;

/** Commands about alerts and incidents. */
export const incidentCommands: readonly CommandSpec[] = [
  {
    ...{ name: "alerts list", words: "", minimumWords: 0, maximumWords: 0 },
    summary: "what fired, the newest first, and whether somebody has read it",
    options: { ...limitOption, open: { summary: "only what still holds" }, "all-projects": { summary: "of all projects" } },
    load: async () => (await import("./commands/alerts.ts")).executeAlertsList,
  },
  {
    ...{ name: "alerts show", words: "ALERT", minimumWords: 1, maximumWords: 1, options: {} },
    summary: "one alert, and who was told of it when",
    load: async () => (await import("./commands/alerts.ts")).executeAlertsShow,
  },
  {
    ...{ name: "alerts read", words: "[ALERT…]", minimumWords: 0, maximumWords: 1_000, options: {} },
    summary: "mark alerts as read, or all of the project",
    load: async () => (await import("./commands/alerts.ts")).executeAlertsRead,
  },
  {
    ...{ name: "incidents list", words: "", minimumWords: 0, maximumWords: 0 },
    summary: "what went wrong, the newest first",
    options: { ...limitOption, state: { summary: "only those that are open, acknowledged or resolved", value: "STATE" } },
    load: async () => (await commands()).executeIncidentsList,
  },
  {
    ...{ name: "incidents show", ...oneIncident },
    summary: "one incident by its number or id: what happened, and what was deployed before it",
    load: async () => (await commands()).executeIncidentsShow,
  },
  {
    ...{ name: "incidents open", words: "TITLE", minimumWords: 1, maximumWords: Number.POSITIVE_INFINITY },
    summary: "open one by hand",
    options: severityOption,
    load: async () => (await commands()).executeIncidentsOpen,
  },
  {
    ...{ name: "incidents ack", ...oneIncident },
    summary: "say that you look after it",
    load: async () => (await commands()).executeIncidentsAcknowledge,
  },
  {
    ...{ name: "incidents note", words: "INCIDENT TEXT", minimumWords: 2, maximumWords: Number.POSITIVE_INFINITY, options: {} },
    summary: "add a note, in Markdown",
    load: async () => (await commands()).executeIncidentsNote,
  },
  {
    ...{ name: "incidents resolve", words: "INCIDENT [TEXT]", minimumWords: 1, maximumWords: Number.POSITIVE_INFINITY, options: {} },
    summary: "end it, and say what it was",
    load: async () => (await commands()).executeIncidentsResolve,
  },
  {
    ...{ name: "incidents reopen", ...oneIncident },
    summary: "go on with one that was resolved",
    load: async () => (await commands()).executeIncidentsReopen,
  },
  {
    ...{ name: "incidents export", ...oneIncident },
    summary: "its post-mortem as Markdown",
    load: async () => (await commands()).executeIncidentsExport,
  },
];

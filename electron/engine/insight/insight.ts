/** The public face of insight: charts of a project's runs, how well its builds work, and all projects beside each other. */
export { readPast, summarize } from "./charts.ts";
export { fillHealth, fillHealthSince } from "./fill-health.ts";
export { type DoneItem, type PlanPast, readHealthPast, summarizeHealth } from "./health.ts";
export { readProjects } from "./projects.ts";

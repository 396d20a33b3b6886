/** The public face of incidents: what happened around one, what may be its cause, and its post-mortem. */
export { exportIncident, type IncidentFacts } from "./markdown.ts";
export { beginningOf, readSuspects, withCommits } from "./suspects.ts";
export { readTimeline, withCommitEntries } from "./timeline.ts";

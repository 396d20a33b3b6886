/** The public face of monitors: what is watched, how it stands, and the process that watches. */
export { claimWatch } from "./claim.ts";
export { MonitorHost } from "./host.ts";
export {
  askForCheck,
  connectToWatch,
  type MonitorHostAnswer,
  type MonitorHostFailure,
  type MonitorHostInput,
  type MonitorHostProgram,
  makeSureOfWatch,
} from "./host-link.ts";
export { standingAt } from "./standing.ts";
export { barsOf, endedSpans, objectiveOf, timesWithin, uptimeOf, withUnknown } from "./uptime.ts";
export { alertWords, targetWords } from "./words.ts";

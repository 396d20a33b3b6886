/** The public face of what may go where, and when. Nothing here looks or waits. */
export { type AutomaticDecision, type AutomaticPlace, type AutomaticRelease, type AutomaticStart, decideAutomatic } from "./automatic.ts";
export { contentsOf } from "./contents.ts";
export { type GateFacts, gatesOf, timeGatesOf } from "./gates.ts";
export { type FrozenTime, freezeAt, frozenTimesOf, isWithinWindows } from "./open-times.ts";
export { earlierReleases, isGoing, type PastDeployment, releaseBefore } from "./past.ts";
export { windowWords } from "./words.ts";

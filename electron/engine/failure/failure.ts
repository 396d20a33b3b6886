/** The public face of failures: by what one is known again, and what is told of those that are alike. */
export { readFailureGroups, readFailuresOfRun } from "./groups.ts";
export { readFailure } from "./read-failure.ts";
export type { FailureSignature } from "./signature.ts";

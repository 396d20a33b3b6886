/** The public face of the Code area: what a person does with a repository. */
export type { CodeFailure } from "./code-failure.ts";
export { type Operation, type OperationPlace, operate } from "./operation.ts";
export { createTurns, type Turns } from "./turns.ts";

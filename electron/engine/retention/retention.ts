/** The public face of retention: packing finished logs, taking away what the rules no longer keep, and what all takes. */
export { cleanUp, limitsOf, previewCleanUp } from "./clean-up.ts";
export { countRuns, packRun } from "./count-runs.ts";
export { readDiskUse } from "./disk-use.ts";
export { createHousekeeping, type Housekeeping } from "./housekeeping.ts";

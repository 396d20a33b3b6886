/** The public face of comparison: what is other in one run than in another, the likeliest explanation first. Pure. */
export { compareRuns, mostTestsRead, type RunFacts, type TestThatFails } from "./compare-runs.ts";
export { namedFiles } from "./named-files.ts";

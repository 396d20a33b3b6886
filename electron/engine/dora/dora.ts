/** The public face of DORA's four keys: what was delivered, what git knows of it, what failed by which rule, and the numbers. */

export { type Countable, defaultRule } from "./default-rule.ts";
export type { Delivered, KnownIncident } from "./delivered.ts";
export { type Judged, judge } from "./judge.ts";
export { type Days, isWithin, type Judgement, judgedOf, measure, percentileOf } from "./measure.ts";
export { type Brought, type GitFacts, readGitFacts } from "./read-commits.ts";
export { readTags, stampOf, type TagReading } from "./read-tags.ts";
export { deliveredTags } from "./tags.ts";

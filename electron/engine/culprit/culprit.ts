/** The public face of the search for the commit that broke a stage: what to judge next, and what a run says. Pure. */
export { type Judgement, judge, judgePast, type StageEnd } from "./judge.ts";
export { type NextStep, nextStep, type SearchState, type Step, type StepRole, stepsLeft } from "./next-step.ts";
export { type Decided, graphOf, type Range, type RangeCommit, type RangeGraph, type Verdict } from "./range.ts";

/** The public face of what is given to others: a run as a page. */
export { type RunPageFacts, type RunPageLog, runPage } from "./run-page.ts";

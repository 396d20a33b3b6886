import { isBuildFresh } from "../bootstrap/freshness.mjs";

/** Says `yes` to tests when `build/out` was made from the sources that they run with. */
export const freshBuildVariable = "MILLRACE_BUILD_IS_FRESH";

/** Looks once for all tests, before the first. */
export function setup(): void {
  process.env[freshBuildVariable] = isBuildFresh() ? "yes" : "no";
}

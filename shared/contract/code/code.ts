import { changes } from "./changes.ts";
import { history } from "./history.ts";

/** Git in a project's folder, for trusted projects only: the working folder, and the commits behind it. */
export const code = { ...changes, ...history };

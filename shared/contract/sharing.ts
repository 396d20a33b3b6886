import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import { notFound, secretFailures, storeFailures } from "./failures.ts";
import { runIdSchema } from "./schemas.ts";

/** Runs as files that others can open. */
export const sharing = {
  /**
   * A run as one HTML file that needs nothing else and runs nothing: facts, stages, logs, tests, changes, environment. Values of
   * secrets are masked once more. Comes in pieces, in their order; longer logs are cut and say so.
   */
  runPage: oc
    .input(z.object({ runId: runIdSchema }))
    .output(eventIterator(z.string()))
    .errors({ ...notFound, ...secretFailures, ...storeFailures }),
};

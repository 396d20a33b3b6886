import { resolve } from "node:path";
import { ok } from "../../../../shared/result.ts";
import { engineOptions } from "../../engine-options.ts";
import { places } from "../../places.ts";
import { serve } from "../../serve.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { wholeNumber } from "../whole-number.ts";

/** `millrace serve [--port N] [--no-open] [DIR]`: ends with Ctrl-C; the runs go on. */
export const executeServe: Execute = async ({ words, options, projectFolder, dataFolder, print }) => {
  const port = wholeNumber(options.port ?? "0", 0, 65_535);
  if (port === null) return failUsage(`${options.port} is no port.`, "Ports are 1 to 65535; 0 takes a free one.");
  const served = await serve({
    engine: engineOptions(dataFolder),
    windowFolder: places.window,
    port,
    project: words[0] === undefined ? null : resolve(projectFolder, words[0]),
    open: options["no-open"] !== true,
    say: (line) => print(`${line}\n`),
  });
  if (!served.ok) return fail(served.failure);
  await untilSignal();
  await served.value.close();
  return ok(exitCodes.passed);
};

/** A second Ctrl-C while closing is not listened to any more: then the system ends the process at once. */
function untilSignal(): Promise<void> {
  return new Promise((done) => {
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    const end = () => {
      for (const signal of signals) process.off(signal, end);
      done();
    };
    for (const signal of signals) process.on(signal, end);
  });
}

import { basename, join } from "node:path";
import packageFile from "../../package.json" with { type: "json" };

/*
 * Where the parts of the application lie. Bundled, all programs are flat in `build/out/node`, whatever chunk this file
 * ends up in; from the sources they are beside this file, and only the window has to be built first.
 */

const here = import.meta.dirname;
const isBundled = basename(here) === "node";
const buildFolder = isBundled ? join(here, "..", "..") : join(here, "..", "..", "build");

/** Where each part lies, absolute. */
export const places = {
  /** The program that executes one run. */
  runHost: join(here, isBundled ? "run-host.js" : "run-host.ts"),
  /** The program that keeps the services of one project running. */
  serviceHost: join(here, isBundled ? "service-host.js" : "service-host.ts"),
  /** The program that watches monitors. */
  monitorHost: join(here, isBundled ? "monitor-host.js" : "monitor-host.ts"),
  /** The program that carries out one deployment. */
  deployProgram: join(here, isBundled ? "deploy-program.js" : "deploy-program.ts"),
  /** The program that git starts to ask something. */
  ask: join(here, isBundled ? "ask.js" : "ask.ts"),
  /** The command line. */
  cli: join(here, isBundled ? "cli.js" : "cli.ts"),
  /** The thread that searches logs. */
  searchWorker: join(here, isBundled ? "search-worker.js" : "search-worker.ts"),
  /** The built window. */
  window: join(buildFolder, "out", "renderer"),
  /** The sample project; it is copied, never run in place. */
  sample: join(buildFolder, "sample"),
};

/** The application's version. */
export const version: string = packageFile.version;

import type { CommandLine } from "../engine/code/code.ts";
import type { EngineOptions } from "../engine/engine.ts";
import { personsEnvironment } from "./persons-environment.ts";
import { places } from "./places.ts";

/** How every host of this package makes its engine. */
export function engineOptions(dataFolder: string): EngineOptions {
  return {
    dataFolder,
    sampleFolder: places.sample,
    askProgram: { executable: process.execPath, file: places.ask },
    commandLine: commandLine(),
    searchWorker: places.searchWorker,
    serviceHost: places.serviceHost,
    monitorHost: places.monitorHost,
    hostProgram: {
      executable: process.execPath,
      args: [places.runHost],
      environment: personsEnvironment(process.env, import.meta.dirname),
    },
  };
}

/** How hooks start the command line of this package. */
export function commandLine(): CommandLine {
  return { executable: process.execPath, file: places.cli, dataFolder: process.env.MILLRACE_HOME || null };
}

import type { EngineOptions } from "../engine/engine.ts";
import { personsEnvironment } from "./persons-environment.ts";
import { places } from "./places.ts";

/** How every host of this package makes its engine. */
export function engineOptions(dataFolder: string): EngineOptions {
  return {
    dataFolder,
    sampleFolder: places.sample,
    hostProgram: {
      executable: process.execPath,
      args: [places.runHost],
      environment: personsEnvironment(process.env, import.meta.dirname),
    },
  };
}

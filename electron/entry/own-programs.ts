import type { OwnPrograms } from "../engine/run/run.ts";
import { places } from "./places.ts";

/** Programs of this package that steps of a run may start. */
export const ownPrograms: OwnPrograms = {
  executable: process.execPath,
  files: { deploy: places.deployProgram },
  variables: process.versions.electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: "1" },
};

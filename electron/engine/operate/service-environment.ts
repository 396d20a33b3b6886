import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PlannedService } from "../../../shared/pipeline/planned-service.ts";
import { parseEnvFile } from "../pipeline/pipeline.ts";

/** Meant for the host, not for what it starts. */
const ownVariables = new Set(["ELECTRON_RUN_AS_NODE"]);

/** The complete environment of a service: its own variables over the host's, its secrets over these, Millrace's over all. */
export function serviceEnvironment(
  host: NodeJS.ProcessEnv,
  projectPath: string,
  plan: PlannedService,
  cookie: string,
  secrets: ReadonlyMap<string, string>,
): Record<string, string> {
  const inherited = Object.entries(host).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !ownVariables.has(entry[0]),
  );
  const environment = Object.fromEntries(inherited);
  if (environment.NO_COLOR === undefined) {
    // Output goes to a file, so tools would leave their colours out; the log shows them.
    environment.FORCE_COLOR ??= "1";
    environment.CLICOLOR_FORCE ??= "1";
  }
  return {
    ...environment,
    ...fileVariables(projectPath, plan),
    ...plan.env,
    ...Object.fromEntries(secrets),
    MILLRACE_PROJECT: projectPath,
    MILLRACE_SERVICE: cookie,
  };
}

/** The variables of the file that a Procfile's services share, as it is now: its values are kept nowhere. */
function fileVariables(projectPath: string, { envFile }: PlannedService): Readonly<Record<string, string>> {
  if (envFile === null) return {};
  try {
    return parseEnvFile(readFileNow(join(projectPath, envFile)));
  } catch {
    // It went away, or became something else, since the Procfile was read: then there are none.
    return {};
  }
}

/** Of what is no file nothing is read: a pipe would be waited for. */
function readFileNow(path: string): string {
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    return fstatSync(descriptor).isFile() ? readFileSync(descriptor, "utf8") : "";
  } finally {
    closeSync(descriptor);
  }
}

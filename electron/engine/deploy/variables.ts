import type { PlannedEnvironment } from "../../../shared/pipeline/planned-environment.ts";

/** Only such names can be exported by a shell. */
const shellName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * What a script of a deployment is told besides this machine's environment: the environment's own variables and secrets, and
 * what is deployed. `complete` holds their values.
 */
export function variablesFor(
  environment: PlannedEnvironment,
  complete: Readonly<Record<string, string>>,
  version: string,
  previous: string | null,
): Record<string, string> {
  const names = [...Object.keys(environment.env), ...environment.secrets].filter((name) => shellName.test(name));
  return {
    ...Object.fromEntries(names.flatMap((name) => (complete[name] === undefined ? [] : [[name, complete[name]]]))),
    MILLRACE_RELEASE: version,
    MILLRACE_ENVIRONMENT: environment.name,
    ...(previous === null ? {} : { MILLRACE_PREVIOUS_RELEASE: previous }),
  };
}

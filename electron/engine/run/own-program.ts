import type { InternalProgram } from "../../../shared/pipeline/plan.ts";
import type { ProgramLine } from "../process/process.ts";

/** How programs of Millrace's own are started on this host. */
export interface OwnPrograms {
  /** A Node, which under Electron is Electron itself. */
  readonly executable: string;
  /** The file of each, absolute. */
  readonly files: Readonly<Record<InternalProgram, string>>;
  /** What the executable needs to be told, such as that it is to be a Node. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Such programs, with the history that they work in. */
export interface HostsPrograms {
  readonly programs: OwnPrograms;
  readonly dataFolder: string;
}

/** What speaks to every Node; a program of Millrace's own hands it on to what it starts. */
const nodesOwn = "NODE_OPTIONS";

/** Where it lies meanwhile. */
const laidAside = "MILLRACE_NODE_OPTIONS";

/**
 * How a program of Millrace's own is started where a step with this environment asks for it; the data folder is its only
 * argument. A project's wishes for its own Node must not change ours. `null` on a host without such programs.
 */
export function ownCommand(
  host: HostsPrograms | null,
  name: InternalProgram,
  environment: Readonly<Record<string, string>>,
): { readonly program: ProgramLine; readonly env: Readonly<Record<string, string>> } | null {
  if (host === null) return null;
  const { executable, files, variables } = host.programs;
  const { [nodesOwn]: options, ...rest } = environment;
  const env = { ...rest, ...variables, ...(options === undefined ? {} : { [laidAside]: options }) };
  return { program: { file: executable, args: [files[name], host.dataFolder] }, env };
}

/** What such a program, started with `environment`, hands on to a project's commands. */
export function projectsEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const { [laidAside]: options, ELECTRON_RUN_AS_NODE: _, ...rest } = environment;
  const all = { ...rest, ...(options === undefined ? {} : { [nodesOwn]: options }) };
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

import type { Task } from "./graph.ts";

/** How a tool is started. */
export interface Invocation {
  readonly program: string;
  readonly parameters: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A tool that runs tasks, Millrace among them. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** Writes its file into an empty folder, for tasks of which none is ever up to date. */
  prepare(folder: string, tasks: readonly Task[], atOnce: number): Invocation;
  /**
   * The same for many packages with sources, each of which makes `dist/out.js`, with results kept; `null` where it keeps
   * none and looks at no files. The sources are there already.
   */
  readonly prepareCached: ((folder: string, packages: number) => Invocation) | null;
}

/** A tool that cannot be measured here. */
export interface MissingPeer {
  readonly name: string;
  readonly reason: string;
}

/** What a package's build does where results are kept. It also tells, outside of what is kept, that it really ran. */
export const buildCommand = "mkdir -p dist && echo made > dist/out.js && echo ran >> ../../ran && echo made";

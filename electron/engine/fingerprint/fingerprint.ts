import type { Fingerprint, RunEnvironment } from "../../../shared/contract/fingerprint.ts";
import type { RunId } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { ok, type Result } from "../../../shared/result.ts";
import type { Store, StoreFailure, Tables, ToolFile } from "../store/store.ts";
import { compareFingerprints } from "./compare-fingerprints.ts";
import { readLockFiles } from "./read-lock-files.ts";
import { readSystem } from "./read-system.ts";
import { readTools, type VersionMemory } from "./read-tools.ts";
import { relevantTools } from "./relevant-tools.ts";

export { type Importance, type RankedDifference, rankDifferences } from "./compare-fingerprints.ts";

/** What a fingerprint is taken of. */
export interface FingerprintSubject {
  /** The folder that the run runs in, absolute; a trusted one. */
  readonly projectPath: string;
  readonly stages: readonly PlannedStage[];
  /** What stages inherit. Values are read to ask programs, and only names are kept. */
  readonly environment: NodeJS.ProcessEnv;
  /** Millrace's own. */
  readonly version: string;
  /** Ends the questions that are open; what is known by then is kept, with versions that are not. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes the fingerprint of what a run runs on and notes it with the run. Meant to go on beside the run's first stages:
 * nothing has to wait for it. Programs are asked with a time limit each, and not again until they change.
 */
export async function keepFingerprint(store: Store, run: RunId, subject: FingerprintSubject): Promise<Result<Fingerprint, StoreFailure>> {
  const learned: { file: ToolFile; version: string | null }[] = [];
  const memory: VersionMemory = {
    recall: (file) => {
      const known = store.read(({ fingerprints }) => fingerprints.version(file));
      return known.ok ? known.value : undefined;
    },
    remember: (file, version) => void learned.push({ file, version }),
  };
  const fingerprint = await takeFingerprint(subject, memory);
  const kept = store.write(({ fingerprints }) => {
    for (const { file, version } of learned) fingerprints.keepVersion(file, version);
    fingerprints.keep(run, fingerprint);
  });
  return kept.ok ? ok(fingerprint) : kept;
}

/** What is known of a run's environment; `null` when there is no such run. */
export function readRunEnvironment({ runs, fingerprints }: Pick<Tables, "runs" | "fingerprints">, id: RunId): RunEnvironment | null {
  const run = runs.get(id);
  if (run === null) return null;
  const fingerprint = fingerprints.ofRun(id);
  const lastGreen = runs.lastGreen(run);
  const before = lastGreen === null ? null : fingerprints.ofRun(lastGreen.id);
  if (fingerprint === null || before === null) return { fingerprint, comparedWith: null, differences: [] };
  return { fingerprint, comparedWith: lastGreen, differences: compareFingerprints(before, fingerprint) };
}

/** Looks at everything and writes nothing. */
export async function takeFingerprint(subject: FingerprintSubject, memory: VersionMemory): Promise<Fingerprint> {
  const { projectPath, stages, environment, version, signal } = subject;
  const [lockFiles, system] = await Promise.all([readLockFiles(projectPath), readSystem(environment, version)]);
  const names = relevantTools(
    stages,
    lockFiles.map(({ path }) => path),
  );
  const tools = await readTools(names, { project: projectPath, environment, memory, signal });
  return { tools, lockFiles, variables: variableNames(environment), system };
}

/** Without those that Millrace sets itself. */
function variableNames(environment: NodeJS.ProcessEnv): string[] {
  return Object.keys(environment)
    .filter((name) => environment[name] !== undefined && !name.startsWith("MILLRACE_"))
    .sort();
}

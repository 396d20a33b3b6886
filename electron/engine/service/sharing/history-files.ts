import { homedir } from "node:os";
import { resolve } from "node:path";
import type { ExportEvent, HistoryFile, ImportEvent } from "../../../../shared/contract/sharing.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import {
  type ExportFailure,
  exportHistory,
  type FileFailure,
  type ImportFailure,
  importHistory,
  inspectHistory,
} from "../../archive/archive.ts";
import type { Clock } from "../../clock.ts";
import type { SecretFailure, Vault } from "../../secret/secret.ts";
import type { Store } from "../../store/store.ts";
import type { NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";
import { allSecrets } from "./secrets.ts";

/** What files of histories are made from. */
export interface HistoryFileSources {
  readonly store: Store;
  readonly vault: Vault;
  readonly now: Clock;
}

/** What is to be written. */
export interface HistoryExport {
  readonly projectId: ProjectId;
  readonly path: string;
  readonly withLogs: boolean;
  readonly isForced: boolean;
  /** The version of this Millrace. */
  readonly millrace: string;
}

/** The half of the `sharing` area that is about whole histories. */
export interface HistoryFileService {
  exportHistory(
    input: HistoryExport,
    signal?: AbortSignal,
  ): AsyncGenerator<ExportEvent, Result<undefined, NotFound | ExportFailure | SecretFailure>, void>;
  inspectHistory(input: { readonly path: string }): Promise<Result<HistoryFile, FileFailure>>;
  importHistory(
    input: { readonly projectId: ProjectId; readonly path: string },
    signal?: AbortSignal,
  ): AsyncGenerator<ImportEvent, Result<undefined, NotFound | ImportFailure>, void>;
}

/** Writes and reads files of histories. Values of secrets that are set now are masked in all their forms, as in pages of runs. */
export function createHistoryFileService({ store, vault, now }: HistoryFileSources): HistoryFileService {
  return {
    exportHistory: async function* ({ projectId, path: named, withLogs, isForced, millrace }, signal = neverAborted) {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      const secrets = await allSecrets(vault, project.value);
      if (!secrets.ok) return secrets;
      const path = placeOf(named);
      const exporting = exportHistory({
        ...{ folder: store.folder, project: project.value, path, withLogs, isForced, secrets: secrets.value, millrace, now: now(), signal },
      });
      for (;;) {
        const step = await nextOf(exporting, signal);
        if (step.done !== true) {
          yield { type: "progress", done: step.value.runs, all: step.value.allRuns };
          continue;
        }
        if (!step.value.ok) return step.value;
        const { manifest, bytes } = step.value.value;
        yield { type: "done", file: { path, bytes, manifest } };
        return ok(undefined);
      }
    },
    inspectHistory: async ({ path: named }) => {
      const path = placeOf(named);
      const found = await inspectHistory(path);
      return found.ok ? ok({ path, ...found.value }) : found;
    },
    importHistory: async function* ({ projectId, path: named }, signal = neverAborted) {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      const path = placeOf(named);
      const importing = importHistory({ store, projectId, path, now: now(), signal });
      for (;;) {
        const step = await nextOf(importing, signal);
        if (step.done !== true) {
          yield { type: "progress", done: step.value.bytes, all: step.value.allBytes };
          continue;
        }
        if (!step.value.ok) return step.value;
        const { manifest, bytes, runs, known, notes } = step.value.value;
        yield { type: "done", file: { path, bytes, manifest }, runs, known, notes };
        return ok(undefined);
      }
    },
  };
}

const neverAborted = new AbortController().signal;

/** A person's path: `~` is the home folder, and a relative one starts there. */
function placeOf(path: string): string {
  return resolve(homedir(), path.replace(/^~(?=$|[\\/])/, "."));
}

/** Nobody counts every hundred runs. */
const betweenMs = 100;

/** The next step that is worth telling, or the end. */
async function nextOf<Step, End>(steps: AsyncGenerator<Step, End, void>, signal: AbortSignal): Promise<IteratorResult<Step, End>> {
  const startedAt = performance.now();
  for (;;) {
    const step = await steps.next();
    if (step.done === true || signal.aborted || performance.now() - startedAt >= betweenMs) return step;
  }
}

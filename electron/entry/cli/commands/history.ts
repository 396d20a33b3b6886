import { resolve } from "node:path";
import type { HistoryFile, ImportEvent } from "../../../../shared/contract/sharing.ts";
import { countOf, withThousands } from "../../../../shared/counts.ts";
import { historyFileLines, importLines } from "../../../../shared/history-words.ts";
import { type Failure, ok, type Result } from "../../../../shared/result.ts";
import { formatBytes } from "../../../../shared/time.ts";
import { visible } from "../../../../shared/visible.ts";
import { checkHistory, sweepImports } from "../../../engine/archive/archive.ts";
import { systemClock } from "../../../engine/clock.ts";
import { keyFile, keysInFile, openVault } from "../../../engine/secret/secret.ts";
import { createHistoryFileService } from "../../../engine/service/sharing/history-files.ts";
import { version } from "../../places.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { openKnownProject } from "../known-project.ts";

/** `millrace history export FILE`. */
export const executeHistoryExport: Execute = (invocation) =>
  withFiles(invocation, async ({ files, projectId, path }) => {
    const { options, isJson, print } = invocation;
    const wish = { projectId, path, withLogs: options["without-logs"] !== true, isForced: options.force === true, millrace: version };
    return follow(
      invocation,
      (signal) => files.exportHistory(wish, signal),
      (done, all) => `${withThousands(done)} of ${countOf(all, "run")}`,
      ({ file }) => print(isJson ? `${JSON.stringify(file)}\n` : told([visible(file.path), ...historyFileLines(file)])),
    );
  });

/** `millrace history inspect FILE`: reads it to its end. */
export const executeHistoryInspect: Execute = async (invocation) => {
  const { words, isJson, print } = invocation;
  const path = resolve(words[0] ?? "");
  async function* steps(signal: AbortSignal) {
    const checking = checkHistory(path, signal);
    for (;;) {
      const step = await checking.next();
      if (step.done !== true) yield { type: "progress", done: step.value.bytes, all: step.value.allBytes } as const;
      else {
        if (step.value.ok) yield { type: "done", file: { path, ...step.value.value } } as const;
        return step.value;
      }
    }
  }
  return follow(invocation, steps, readSoFar, ({ file }) => print(isJson ? `${JSON.stringify(file)}\n` : told(historyFileLines(file))));
};

/** `millrace history import FILE`. */
export const executeHistoryImport: Execute = (invocation) =>
  withFiles(invocation, async ({ files, projectId, path }) => {
    const { isJson, print } = invocation;
    return follow<Extract<ImportEvent, { type: "done" }>>(
      invocation,
      (signal) => files.importHistory({ projectId, path }, signal),
      readSoFar,
      ({ type: _, ...done }) => print(isJson ? `${JSON.stringify(done)}\n` : told(importLines(done))),
    );
  });

function readSoFar(done: number, all: number): string {
  return `${formatBytes(done)} of ${formatBytes(all)}`;
}

function told(lines: readonly string[]): string {
  return `${lines.map(visible).join("\n")}\n`;
}

type Files = ReturnType<typeof createHistoryFileService>;
type ProjectId = Parameters<Files["importHistory"]>[0]["projectId"];

/** The project that holds the folder, and the file that was named, seen from where the person is. */
async function withFiles(
  invocation: Invocation,
  action: (place: { readonly files: Files; readonly projectId: ProjectId; readonly path: string }) => ReturnType<Execute>,
): ReturnType<Execute> {
  const opened = await openKnownProject(invocation);
  if (!opened.ok) return opened;
  const { store, project } = opened.value;
  try {
    await sweepImports(store, systemClock());
    const vault = openVault(invocation.dataFolder, keysInFile(keyFile(process.env), invocation.dataFolder, null));
    const files = createHistoryFileService({ store, vault, now: systemClock });
    return await action({ files, projectId: project.id, path: resolve(invocation.words[0] ?? "") });
  } finally {
    store.close();
  }
}

type Step<Done> = { readonly type: "progress"; readonly done: number; readonly all: number } | Done;

/** Tells how far it is on a terminal, and what came of it at the end. An interrupt stops it; nothing is left then. */
async function follow<Done extends { readonly type: "done"; readonly file: HistoryFile }>(
  { errorOut }: Invocation,
  begin: (signal: AbortSignal) => AsyncGenerator<Step<Done>, Result<unknown, Failure>, void>,
  progressText: (done: number, all: number) => string,
  onDone: (done: Done) => void,
): Promise<Result<number, CommandFailure>> {
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.on("SIGINT", onInterrupt).on("SIGTERM", onInterrupt);
  // Written over by whatever comes next; only a terminal can do that.
  const show = (text: string) => errorOut.isTTY && errorOut.write(`\r\u001b[K${text}`);
  try {
    const steps = begin(stop.signal);
    for (;;) {
      const step = await steps.next();
      if (step.done === true) {
        show("");
        if (step.value.ok) return ok(exitCodes.passed);
        return fail(step.value.failure, step.value.failure.code === "canceled" ? exitCodes.canceled : undefined);
      }
      const event = step.value;
      if (event.type === "progress") show(progressText(event.done, event.all));
      else {
        show("");
        onDone(event);
      }
    }
  } finally {
    process.off("SIGINT", onInterrupt).off("SIGTERM", onInterrupt);
  }
}

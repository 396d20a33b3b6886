import { open, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { runPageName } from "../../../../shared/run-page-name.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { keyFile, keysInFile, openVault } from "../../../engine/secret/secret.ts";
import { shareRun } from "../../../engine/service/sharing/run-page.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { findRun, openHistory } from "../history.ts";

/** Where the page goes: a file, or standard output. */
interface Sheet {
  readonly path: string | null;
  write(text: string): Promise<unknown>;
  close(isWhole: boolean): Promise<void>;
}

/** `millrace runs export ID [FILE]`: never over a file that is there. */
export const executeRunsExport: Execute = async (invocation) => {
  const { words, isJson, projectFolder, dataFolder, print, out } = invocation;
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  try {
    const run = findRun(store.value, words[0] ?? "", projectFolder);
    if (!run.ok) return run;
    const vault = openVault(dataFolder, keysInFile(keyFile(process.env), dataFolder, null));
    const project = store.value.read(({ projects }) => projects.get(run.value.projectId));
    if (!project.ok) return fail(project.failure);
    const name = words[1] ?? runPageName(project.value?.name ?? "", run.value.number);
    const pieces = shareRun({ store: store.value, vault, now: systemClock }, run.value.id);
    let sheet: Sheet | null = null;
    let isWhole = false;
    try {
      for (let piece = await pieces.next(); ; piece = await pieces.next()) {
        if (piece.done === true) {
          if (!piece.value.ok) return fail(piece.value.failure);
          break;
        }
        if (sheet === null) {
          const opened = await openSheet(name, (text) => out.write(text));
          if (!opened.ok) return fail(opened.failure);
          sheet = opened.value;
        }
        await sheet.write(piece.value);
      }
      isWhole = true;
    } finally {
      await sheet?.close(isWhole);
    }
    const path = sheet?.path ?? null;
    if (path !== null) print(isJson ? `${JSON.stringify({ path })}\n` : `${visible(path)}\n`);
    return ok(exitCodes.passed);
  } finally {
    store.value.close();
  }
};

async function openSheet(name: string, print: (text: string) => unknown): Promise<Result<Sheet, Failure>> {
  if (name === "-") return ok({ path: null, write: async (text) => print(text), close: async () => {} });
  const path = resolve(name);
  try {
    const file = await open(path, "wx");
    return ok({
      path,
      write: (text) => file.write(text),
      close: async (isWhole) => {
        await file.close();
        if (!isWhole) await rm(path, { force: true });
      },
    });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    return code === "EEXIST"
      ? { ok: false, failure: failure("file-exists", `${path} is there already.`, "Name another file: millrace runs export ID FILE") }
      : { ok: false, failure: failure("file-unwritable", `${path} cannot be written: ${code}.`, "Name a file in a folder that is yours.") };
  }
}

import { resolve } from "node:path";
import { ok } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { nameForFolder } from "../../../engine/pipeline/pipeline.ts";
import { findFolder } from "../../../engine/project/folders.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { openHistory } from "../history.ts";

/** `millrace open [DIR]`: an open board shows the project at once. Nothing in the folder is run. */
export const executeOpen: Execute = async (invocation) => {
  const { words, isJson, projectFolder, print } = invocation;
  const folder = await findFolder(resolve(projectFolder, words[0] ?? "."));
  if (!folder.ok) return fail(folder.failure);
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const name = await nameForFolder(folder.value);
  const project = store.value.write(({ projects }) => projects.open(folder.value, name, systemClock()));
  store.value.close();
  if (!project.ok) return fail(project.failure);
  print(
    isJson
      ? `${JSON.stringify({ project: project.value })}\n`
      : `${visible(project.value.name)} is on the list. millrace serve shows its board.\n`,
  );
  return ok(exitCodes.passed);
};

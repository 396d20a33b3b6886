import type { Run } from "../../shared/contract/schemas.ts";
import { runPageName } from "../../shared/run-page-name.ts";
import { follow } from "../link/call.ts";
import { projectsStore } from "../state/projects.ts";
import { showFailure, showToast } from "../state/toasts.ts";
import { openSink } from "./save-file.ts";

/** Saves a run as one HTML page that others can open without anything else. */
export async function shareRun({ id, projectId, number }: Run): Promise<void> {
  const project = projectsStore.getState().projects?.find((one) => one.id === projectId);
  const sink = await openSink(runPageName(project?.name ?? "", number), "text/html;charset=utf-8");
  if (!sink.ok) {
    showFailure(sink.failure);
    return;
  }
  let writing = Promise.resolve();
  const told = await follow(
    (engine) => engine.sharing.runPage({ runId: id }),
    (text) => {
      writing = writing.then(() => sink.value.write(text));
    },
  );
  await writing;
  if (told.ok) {
    await sink.value.close();
    showToast({ message: `Saved run ${number} as a page.`, hint: "It needs nothing else; values of secrets are masked." });
  } else {
    await sink.value.abort();
    showFailure(told.failure);
  }
}

import type { StageRun } from "../../../shared/contract/schemas.ts";
import { countOf } from "../../../shared/counts.ts";
import type { RunId, TestId } from "../../../shared/ids.ts";
import type { Tables } from "../store/store.ts";
import { readTellingTest } from "../test/test.ts";

/** What is known of why a stage is broken: the first words of what went wrong, and the test that says so. */
export function whatFails(tables: Tables, run: RunId, stage: StageRun): { readonly detail: string; readonly testId: TestId | null } {
  const test = readTellingTest(tables, stage.id);
  if (test === null) {
    const known = tables.failures.ofRun(run).find(({ stageRunId }) => stageRunId === stage.id);
    return { detail: known?.title ?? stage.detail ?? "", testId: null };
  }
  const { id: testId, name, message, isFlaky, others } = test;
  // How many comes first: of a long line the end is cut off where it is listed.
  const count = others === 0 ? "" : `${countOf(others + 1, "test")} fail: `;
  const said = message === null || message.trim() === "" ? "" : `: ${message}`;
  return { detail: `${count}${name}${isFlaky ? " (flaky)" : ""}${said}`, testId };
}

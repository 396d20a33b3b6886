import type { StageRun } from "../../../shared/contract/schemas.ts";
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
  const more = others === 0 ? [] : [`${others.toLocaleString("en")} more ${others === 1 ? "test fails" : "tests fail"}`];
  const words = [...(isFlaky ? ["flaky"] : []), ...more].join(", ");
  const said = message === null || message.trim() === "" ? name : `${name}: ${message}`;
  return { detail: words === "" ? said : `${said} (${words})`, testId };
}

import type { ProjectId } from "../../../shared/ids.ts";
import type { Tables } from "../store/store.ts";
import type { FlakyState } from "./flaky.ts";

/** The flaky tests of a project, whatever branch says so, each with its variants. */
export function flakyStates({ testResults }: Tables, project: ProjectId): Map<number, FlakyState[]> {
  const states = new Map<number, FlakyState[]>();
  for (const { testRow, state } of testResults.flakyOfProject(project)) {
    const ofTest = states.get(testRow) ?? [];
    ofTest.push(JSON.parse(state) as FlakyState);
    states.set(testRow, ofTest);
  }
  return states;
}

/** The same of one test. */
export function flakyStatesOf({ testResults }: Tables, testRow: number): FlakyState[] {
  return testResults.flakyOfTest(testRow).map((state) => JSON.parse(state) as FlakyState);
}

import type { TestRow } from "../../../shared/contract/tests.ts";

/** The part of a view that was read. */
export interface TestList {
  readonly rows: readonly TestRow[];
  /** Where the next page begins; `null` when the last row is here. */
  readonly next: string | null;
}

/** Puts the next page below; tests that are here already stay as they are. */
export function appendRows(list: TestList, page: TestList): TestList {
  const known = new Set(list.rows.map(({ test }) => test.id));
  return { rows: [...list.rows, ...page.rows.filter(({ test }) => !known.has(test.id))], next: page.next };
}

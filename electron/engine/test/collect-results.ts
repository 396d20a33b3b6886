import { hash } from "node:crypto";
import type { TestStatus } from "../../../shared/contract/tests.ts";
import { err, ok, type Result } from "../../../shared/result.ts";
import type { TestResult } from "../report/report.ts";
import type { Store, StoreFailure, TestIdentity } from "../store/store.ts";
import { failureOf, type PackedText, packFailure } from "./failure-text.ts";
import type { KeptResult } from "./result-block.ts";

/** All that one stage run found, with the rows of its tests. */
export interface CollectedResults {
  /** In the order of their tests; each test once. */
  readonly results: readonly KeptResult[];
  readonly texts: ReadonlyMap<number, PackedText>;
  /** Tests that were left out because there are too many. */
  readonly leftOut: number;
  /** Tests whose text was left out for the same reason. */
  readonly textsLeftOut: number;
}

/** More tests than any honest stage has: what a person, and this process's memory, can take. */
const mostTests = 200_000;

/** The texts of one stage run, packed. Ten thousand failures with a stack each stay well below. */
const mostTextBytes = 16 * 1024 * 1024;

/** Tests whose rows are looked up, and made, in one go: a few milliseconds. */
const batchSize = 500;

interface Pending {
  readonly key: Uint8Array;
  readonly identity: TestIdentity;
  readonly outcome: Omit<KeptResult, "testRow">;
  readonly text: PackedText | null;
}

/** Takes results as they are read, and keeps of each only what the history will. */
export class ResultCollector {
  readonly #store: Store;
  readonly #stageRow: number;
  /** How often each test came by. */
  readonly #seen = new Map<string, number>();
  readonly #results: KeptResult[] = [];
  readonly #texts = new Map<number, PackedText>();
  #pending: Pending[] = [];
  #textBytes = 0;
  #leftOut = 0;
  #textsLeftOut = 0;
  #failure: StoreFailure | null = null;

  constructor(store: Store, stageRow: number) {
    this.#store = store;
    this.#stageRow = stageRow;
  }

  /** Set once rows cannot be made any more: nothing that follows is kept. */
  get failure(): StoreFailure | null {
    return this.#failure;
  }

  add(result: TestResult): void {
    if (this.#failure !== null) return;
    if (this.#results.length + this.#pending.length >= mostTests) {
      this.#leftOut += 1;
      return;
    }
    const identity = this.#identityOf(result);
    const failure = failureOf(result);
    const { status, durationMs, failedAttempts } = result;
    this.#pending.push({
      key: testKeyOf(identity),
      identity,
      outcome: { status, durationMs: kept(durationMs), failedAttempts },
      text: failure === null ? null : this.#roomFor(packFailure(failure), status),
    });
    if (this.#pending.length >= batchSize) this.#flush();
  }

  finish(): Result<CollectedResults, StoreFailure> {
    this.#flush();
    if (this.#failure !== null) return err(this.#failure);
    return ok({
      results: this.#results.sort((one, other) => one.testRow - other.testRow),
      ...{ texts: this.#texts, leftOut: this.#leftOut, textsLeftOut: this.#textsLeftOut },
    });
  }

  /** Tests of one name are told apart by their place, so that none hides another's failure. */
  #identityOf({ suitePath, className, name, file, line }: TestResult): TestIdentity {
    const identity = { suitePath: [...suitePath], className, name, file, line };
    const key = Buffer.from(testKeyOf(identity)).toString("latin1");
    const count = (this.#seen.get(key) ?? 0) + 1;
    this.#seen.set(key, count);
    return count === 1 ? identity : { ...identity, name: `${name} (${count})` };
  }

  #roomFor(text: PackedText, status: TestStatus): PackedText | null {
    if (this.#textBytes + text.data.length <= mostTextBytes) {
      this.#textBytes += text.data.length;
      return text;
    }
    if (status !== "skipped") this.#textsLeftOut += 1;
    return null;
  }

  #flush(): void {
    const pending = this.#pending;
    this.#pending = [];
    if (pending.length === 0 || this.#failure !== null) return;
    const stageRow = this.#stageRow;
    const found = this.#store.read(({ tests }) => pending.map(({ key }) => tests.find(stageRow, key)));
    if (!found.ok) {
      this.#failure = found.failure;
      return;
    }
    const rows = found.value.map((test) => test?.row ?? 0);
    const isStale = (place: number) => {
      const test = found.value[place];
      const { file, line } = pending[place]?.identity ?? {};
      return test === null || test === undefined || (file !== null && (test.file !== file || test.line !== line));
    };
    const stale = [...pending.keys()].filter(isStale);
    if (stale.length > 0) {
      const written = this.#store.write(({ tests }) => {
        for (const place of stale) {
          const { key, identity } = pending[place] as Pending;
          // Another stage run may have made it meanwhile.
          const known = tests.find(stageRow, key);
          if (known === null) rows[place] = tests.insert(stageRow, key, identity);
          else {
            rows[place] = known.row;
            tests.move(known.row, identity);
          }
        }
      });
      if (!written.ok) {
        this.#failure = written.failure;
        return;
      }
    }
    for (const [place, { outcome, text }] of pending.entries()) {
      const testRow = rows[place] ?? 0;
      this.#results.push({ testRow, ...outcome });
      if (text !== null) this.#texts.set(testRow, text);
    }
  }
}

const keyBytes = 16;

/** Tells a test apart within its stage. */
export function testKeyOf({ suitePath, className, name }: Pick<TestIdentity, "suitePath" | "className" | "name">): Uint8Array {
  return hash("sha256", JSON.stringify([suitePath, className, name]), "buffer").subarray(0, keyBytes);
}

/** Reports may claim anything: what cannot be a duration is unknown. */
function kept(durationMs: number | null): number | null {
  return durationMs !== null && durationMs >= 0 && durationMs < Number.MAX_SAFE_INTEGER / 1_000 ? durationMs : null;
}

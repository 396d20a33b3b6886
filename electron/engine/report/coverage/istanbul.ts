import { boundName } from "../bounded-text.ts";
import type { JsonListener } from "../json-events.ts";
import type { JsonText } from "../json-tokens.ts";
import { type JsonValue, listOf, memberOf, textOf, ValueBuilder } from "../json-values.ts";
import { type FaultTeller, FileCollector } from "./file-collector.ts";
import type { CoverageSink } from "./file-coverage.ts";

/*
 * coverage-final.json of istanbul, nyc, Jest and Vitest: https://github.com/istanbuljs/istanbuljs, istanbul-lib-coverage,
 * file-coverage.js. One object for each file. A line counts by the statements that begin on it.
 */

/** Of one file; a bundle of a whole application has some hundred thousand statements. */
const fileLimits = { parts: 4_000_000, characters: 64_000_000 } as const;

/** Reads istanbul's own format. */
export class IstanbulReader implements JsonListener {
  readonly #sink: CoverageSink;
  readonly #tell: FaultTeller;
  #depth = 0;
  #key = "";
  #builder: ValueBuilder | null = null;

  constructor(sink: CoverageSink, tell: FaultTeller) {
    this.#sink = sink;
    this.#tell = tell;
  }

  open(kind: "object" | "array"): void {
    this.#depth += 1;
    if (this.#depth === 2) this.#builder = new ValueBuilder(fileLimits);
    this.#builder?.open(kind);
  }

  key(text: JsonText): void {
    if (this.#builder === null) this.#key = text.text;
    else this.#builder.key(text);
  }

  value(value: JsonText | number | boolean | null): void {
    this.#builder?.value(value);
  }

  close(): void {
    this.#depth -= 1;
    const value = this.#builder?.close();
    if (value === undefined) return;
    if (this.#builder?.isCut) this.#tell("limit", `${boundName(this.#key)} is too large to be read whole.`);
    this.#builder = null;
    this.#take(value);
  }

  #take(value: JsonValue): void {
    const file = FileCollector.open(textOf(memberOf(value, "path")) ?? this.#key, [], this.#tell);
    if (file === null) return;
    const counts = memberOf(value, "s");
    for (const [id, place] of entriesOf(memberOf(value, "statementMap"))) {
      const line = lineOf(memberOf(place, "start"));
      if (line === null || !file.isLine(line)) continue;
      const isReached = Number(memberOf(counts, id)) > 0;
      file.line(line, isReached ? "covered" : "missed");
      file.statements.add(line, isReached);
    }
    const calls = memberOf(value, "f");
    for (const [id, found] of entriesOf(memberOf(value, "fnMap")))
      file.functions.add(placeOf(found, file) ?? 0, Number(memberOf(calls, id)) > 0);
    const branches = memberOf(value, "b");
    for (const [id, found] of entriesOf(memberOf(value, "branchMap"))) {
      const line = placeOf(found, file) ?? 0;
      for (const times of listOf(memberOf(branches, id))) file.branches.add(line, Number(times) > 0);
    }
    this.#sink.file(file.finish());
  }
}

function entriesOf(value: JsonValue | undefined): [string, JsonValue][] {
  return value === null || typeof value !== "object" || Array.isArray(value) ? [] : Object.entries(value);
}

/** Where a function or branch begins; `null` when that is not said. */
function placeOf(found: JsonValue, file: FileCollector): number | null {
  const line = lineOf(memberOf(memberOf(found, "decl"), "start")) ?? lineOf(memberOf(memberOf(found, "loc"), "start")) ?? lineOf(found);
  return line !== null && file.isLine(line) ? line : null;
}

function lineOf(place: JsonValue | undefined): number | null {
  const line = memberOf(place, "line");
  return typeof line === "number" ? line : null;
}

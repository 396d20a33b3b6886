import { stripVTControlCharacters } from "node:util";
import { boundName, boundText, textLimits } from "./bounded-text.ts";
import type { JsonListener } from "./json-events.ts";
import type { JsonText } from "./json-tokens.ts";
import { type JsonValue, listOf, memberOf, textOf, ValueBuilder } from "./json-values.ts";
import { toDuration, toLine } from "./numbers.ts";
import type { BoundedText, ReportSink, TestResult, TestStatus } from "./test-result.ts";

/*
 * `jest --json`: https://github.com/jestjs/jest/blob/main/packages/jest-test-result/src/types.ts (FormattedTestResults), which
 * `vitest --reporter=json` writes, too. A file is named behind its tests.
 */

/** Where in the document the parts are that matter: the root, `testResults`, a file, `assertionResults`, a test. */
const depths = { root: 1, file: 3, test: 5 } as const;

/** Of one test; texts in a report are cut far below. */
const testLimits = { parts: 10_000, characters: 1_000_000 } as const;

/** So many characters of a file's tests wait for its name; when there are more, they go without it. */
const waitingCharacters = 32_000_000;

/** What a test takes besides its texts, about. */
const charactersPerTest = 500;

/** Reads the JSON of Jest and Vitest. */
export class JestReader implements JsonListener {
  readonly #sink: ReportSink;
  #depth = 0;
  readonly #keys: string[] = [];
  #test: ValueBuilder | null = null;
  #file = new Map<string, string>();
  #waiting: TestResult[] = [];
  #waitingCharacters = 0;
  #hasFailedTest = false;

  constructor(sink: ReportSink) {
    this.#sink = sink;
  }

  open(kind: "object" | "array"): void {
    this.#depth += 1;
    if (this.#test !== null) this.#test.open(kind);
    else if (this.#isAt(depths.file, "testResults")) this.#beginFile();
    else if (this.#isAt(depths.test, "assertionResults") && kind === "object") {
      this.#test = new ValueBuilder(testLimits);
      this.#test.open(kind);
    }
  }

  key(text: JsonText): void {
    if (this.#test === null) this.#keys[this.#depth] = text.text;
    else this.#test.key(text);
  }

  value(value: JsonText | number | boolean | null): void {
    if (this.#test !== null) this.#test.value(value);
    else if (this.#isAt(depths.file, "testResults") && value !== null && typeof value === "object") {
      const name = this.#keys[this.#depth];
      if (name === "name" || name === "message" || name === "status") this.#file.set(name, value.text);
    }
  }

  close(): void {
    if (this.#test !== null) {
      const value = this.#test.close();
      if (value !== undefined) {
        this.#test = null;
        this.#takeTest(value);
      }
    } else if (this.#isAt(depths.file, "testResults")) this.#endFile();
    this.#depth -= 1;
  }

  end(): void {
    this.#deliver();
  }

  /** Whether the innermost open part is an element of that list, at that depth. */
  #isAt(depth: number, list: string): boolean {
    return this.#depth === depth && this.#keys[depth - 2] === list && this.#keys[depths.root] === "testResults";
  }

  #beginFile(): void {
    this.#file = new Map();
    this.#hasFailedTest = false;
  }

  /** A file that failed without a test that did could not be loaded, or something around its tests broke. */
  #endFile(): void {
    if (this.#file.get("status") === "failed" && !this.#hasFailedTest) {
      const text = stripVTControlCharacters(textOf(this.#file.get("message")) ?? "");
      this.#waiting.push({ ...plainTest, name: boundName(fileName(this.#file.get("name") ?? "")), status: "errored", ...explain([text]) });
    }
    this.#deliver();
  }

  #takeTest(value: JsonValue): void {
    const status = statusOf(textOf(memberOf(value, "status")));
    const messages = listOf(memberOf(value, "failureMessages")).map((text) => stripVTControlCharacters(textOf(text) ?? ""));
    const duration = memberOf(value, "duration");
    const invocations = memberOf(value, "invocations");
    if (status === "failed") this.#hasFailedTest = true;
    const result: TestResult = {
      ...plainTest,
      suitePath: listOf(memberOf(value, "ancestorTitles"))
        .slice(0, 100)
        .map((title) => boundName(textOf(title) ?? ""))
        .filter((title) => title !== ""),
      name: boundName(textOf(memberOf(value, "title")) ?? textOf(memberOf(value, "fullName")) ?? ""),
      line: toLine(String(memberOf(memberOf(value, "location"), "line"))),
      durationMs: typeof duration === "number" ? toDuration(duration) : null,
      status,
      ...explain(messages),
      failedAttempts: typeof invocations === "number" && invocations > 1 ? Math.min(Math.trunc(invocations), 1_000) - 1 : 0,
    };
    this.#waiting.push(result);
    this.#waitingCharacters += charactersPerTest + result.name.length + lengthOf(result.message) + lengthOf(result.details);
    if (this.#waitingCharacters > waitingCharacters) this.#deliver();
  }

  #deliver(): void {
    const name = textOf(this.#file.get("name"));
    const file = name ? boundName(name) : null;
    for (const result of this.#waiting) this.#sink.test({ ...result, file });
    this.#waiting = [];
    this.#waitingCharacters = 0;
  }
}

const plainTest: TestResult = {
  suitePath: [],
  name: "",
  className: null,
  file: null,
  line: null,
  durationMs: null,
  status: "passed",
  message: null,
  details: null,
  output: null,
  failedAttempts: 0,
};

/** The first line says it; the stack and further failures follow. */
function explain(messages: readonly string[]): { readonly message: BoundedText | null; readonly details: BoundedText | null } {
  const text = messages.join("\n\n").trim();
  const [first = ""] = text.split("\n", 1);
  return { message: boundText(first, textLimits.message), details: boundText(text.slice(first.length), textLimits.details) };
}

/** Without its folders, which differ from machine to machine. */
function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** Those of Jest, https://github.com/jestjs/jest/blob/main/packages/jest-types/src/TestResult.ts */
function statusOf(status: string | null): TestStatus {
  switch (status) {
    case "passed":
    case "focused":
      return "passed";
    case "failed":
      return "failed";
    case "pending":
    case "skipped":
    case "todo":
    case "disabled":
      return "skipped";
    default:
      return "errored";
  }
}

function lengthOf(text: BoundedText | null): number {
  return text?.text.length ?? 0;
}

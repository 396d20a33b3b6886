import { boundName, TextCollector, textLimits } from "./bounded-text.ts";
import type { LineListener } from "./line-reader.ts";
import { toDuration, toLine } from "./numbers.ts";
import type { ReportProblemCode, ReportSink, TestStatus } from "./test-result.ts";

/*
 * `go test -json`: one event a line, https://pkg.go.dev/cmd/test2json. Builds that fail speak through `build-output` and
 * `FailedBuild`, https://pkg.go.dev/cmd/go#hdr-Build__json_encoding
 */

/** The fields of an event that matter; all of them come from outside and may be anything. */
interface GoEvent {
  readonly Action: string;
  readonly Package: string;
  readonly Test: string;
  readonly Output: string;
  readonly Elapsed: number | null;
  readonly ImportPath: string;
  readonly FailedBuild: string;
}

/** A test, or a package with `name` empty, that has begun and not ended. */
interface OpenTest {
  readonly packageName: string;
  readonly name: string;
  readonly output: TextCollector;
  /** Of a package: its tests that have not ended. */
  readonly running: Set<OpenTest>;
  hasSubtests: boolean;
  hasFailedBelow: boolean;
}

/** Tests that run at the same time; more than anyone's machine has. What is above is not read. */
const maxOpenTests = 50_000;

/** All output of open tests together, in characters; when it is more, open tests keep only what they have. */
const maxOpenCharacters = 64_000_000;

/** After so many broken events, no further one is named. */
const maxBrokenEvents = 100;

/** Reads the events of Go's tests. A test with subtests counts only when it failed though none of them did. */
export class GoTestReader implements LineListener {
  readonly #sink: ReportSink;
  readonly #open = new Map<string, OpenTest>();
  #openCharacters = 0;
  #brokenEvents = 0;
  #number = 0;

  constructor(sink: ReportSink) {
    this.#sink = sink;
  }

  line(line: string, number: number, isCut: boolean): void {
    this.#number = number;
    if (line.trim() === "") return;
    const event = isCut ? null : parseGoEvent(line);
    if (event === null) this.#takePlain(line, isCut);
    // Go names builds by import path; they end as nothing but the output of a package that failed.
    else if (event.Action === "build-output") this.#append(this.#openTest(`build ${event.ImportPath}`, ""), event.Output);
    else if (event.Package !== "") this.#take(event);
  }

  end(): void {
    for (const test of [...this.#open.values()]) {
      if (test.name === "") continue;
      if (!test.hasSubtests) this.#tell(test, "errored", null, "It has no end in the report.");
    }
    for (const { packageName, name } of this.#open.values())
      if (name === "" && !packageName.startsWith("build "))
        this.#problem("cut-off", `The package ${packageName.slice(0, 500)} has no end in the report.`);
  }

  #take(event: GoEvent): void {
    switch (event.Action) {
      case "output":
        this.#append(this.#openTest(event.Package, event.Test), event.Output);
        break;
      case "pass":
      case "bench":
        this.#finish(event, "passed");
        break;
      case "fail":
        this.#finish(event, "failed");
        break;
      case "skip":
        this.#finish(event, "skipped");
        break;
      case "run":
      case "start":
        this.#openTest(event.Package, event.Test);
        break;
      default:
      // "pause", "cont", "attr" and whatever Go may add tell nothing of the outcome.
    }
  }

  #append(test: OpenTest | undefined, output: string): void {
    if (test === undefined || this.#openCharacters > maxOpenCharacters || isChatter(output)) return;
    const before = test.output.length;
    test.output.append(output);
    this.#openCharacters += test.output.length - before;
  }

  #openTest(packageName: string, name: string): OpenTest | undefined {
    const key = keyOf(packageName, name);
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    if (this.#open.size >= maxOpenTests) {
      if (this.#open.size === maxOpenTests)
        this.#problem("limit", `More than ${maxOpenTests} tests run at the same time; the rest is not read.`);
      return undefined;
    }
    const test = {
      packageName,
      name,
      output: new TextCollector(textLimits.details),
      running: new Set<OpenTest>(),
      hasSubtests: false,
      hasFailedBelow: false,
    };
    this.#open.set(key, test);
    // Before 1.20, Go did not say when a package starts.
    const parent = this.#parentOf(test) ?? (name === "" ? undefined : this.#openTest(packageName, ""));
    if (parent !== undefined) parent.hasSubtests = true;
    if (name !== "") this.#open.get(keyOf(packageName, ""))?.running.add(test);
    return test;
  }

  /** The open test around a subtest, else its package. */
  #parentOf({ packageName, name }: OpenTest): OpenTest | undefined {
    for (let end = name.lastIndexOf("/"); end > 0; end = name.lastIndexOf("/", end - 1)) {
      const parent = this.#open.get(keyOf(packageName, name.slice(0, end)));
      if (parent !== undefined) return parent;
    }
    return name === "" ? undefined : this.#open.get(keyOf(packageName, ""));
  }

  #finish(event: GoEvent, status: TestStatus): void {
    const test = this.#openTest(event.Package, event.Test);
    if (test === undefined) return;
    if (test.name === "") {
      this.#finishPackage(test, event, status);
      return;
    }
    const durationMs = event.Elapsed === null ? null : toDuration(event.Elapsed * 1000);
    if (!test.hasSubtests || (status === "failed" && !test.hasFailedBelow)) this.#tell(test, status, durationMs, "");
    if (status === "failed") for (const above of this.#above(test)) above.hasFailedBelow = true;
    this.#forget(test);
  }

  *#above(test: OpenTest): Generator<OpenTest> {
    for (let parent = this.#parentOf(test); parent !== undefined; parent = this.#parentOf(parent)) yield parent;
  }

  /** A package that fails by itself did not build, broke down outside of its tests, or with one of them running. */
  #finishPackage(test: OpenTest, event: GoEvent, status: TestStatus): void {
    const running = [...test.running];
    for (const unfinished of running) {
      if (!unfinished.hasSubtests) this.#tell(unfinished, "errored", null, "It had not ended when its package did.");
      this.#forget(unfinished);
    }
    if (status === "failed" && !test.hasFailedBelow && running.length === 0) {
      const build = this.#open.get(keyOf(`build ${event.FailedBuild}`, ""));
      if (build !== undefined) test.output.append(build.output.finish()?.text ?? "");
      this.#tell(
        test,
        "errored",
        null,
        event.FailedBuild === "" ? "The package failed outside of its tests." : "The package does not build.",
      );
    }
    this.#forget(test);
  }

  #forget(test: OpenTest): void {
    this.#openCharacters -= test.output.length;
    this.#open.delete(keyOf(test.packageName, test.name));
    this.#open.get(keyOf(test.packageName, ""))?.running.delete(test);
  }

  #tell(test: OpenTest, status: TestStatus, durationMs: number | null, message: string): void {
    const isBad = status === "failed" || status === "errored";
    const said = test.output.finish();
    // Go prints where `t.Error` and `t.Skip` were called: "    file_test.go:12: what it says".
    const place = /^ *([^\s:]{1,300}\.go):(\d{1,9}):(?:\d{1,9}:)? ?(.*)$/m.exec(said?.text ?? "");
    const spoken = place?.[3] || /^panic: (.*)$/m.exec(said?.text ?? "")?.[1] || "";
    const text = message || (isBad || status === "skipped" ? spoken.slice(0, textLimits.message) : "");
    const parts = test.name.split("/");
    this.#sink.test({
      suitePath: test.name === "" ? [] : parts.slice(0, -1).slice(0, 100).map(boundName),
      name: test.name === "" ? boundName(test.packageName) : boundName(parts.at(-1) ?? ""),
      className: boundName(test.packageName),
      file: place?.[1] ?? null,
      line: toLine(place?.[2]),
      durationMs,
      status,
      message: text === "" ? null : { text, isCut: false },
      details: isBad ? said : null,
      output: isBad ? null : said,
      failedAttempts: 0,
    });
  }

  /**
   * Lines that are no events come from whatever ran beside the tests, and mean nothing here. Two do: an event that is
   * broken, and Go's own word, before 1.24, for a package that has no events because it does not build.
   */
  #takePlain(line: string, isCut: boolean): void {
    const unbuilt = /^FAIL\t(\S{1,1000}) \[(build|setup) failed\]$/.exec(line)?.[1];
    if (unbuilt !== undefined) {
      const test = this.#openTest(unbuilt, "");
      if (test === undefined) return;
      this.#tell(test, "errored", null, "The package does not build.");
      this.#forget(test);
      return;
    }
    if (!line.startsWith("{")) return;
    this.#brokenEvents += 1;
    if (this.#brokenEvents > maxBrokenEvents) return;
    this.#problem(isCut ? "limit" : "damaged", isCut ? "This line is too long to be read." : "This line is no event of Go's tests.");
  }

  #problem(code: ReportProblemCode, message: string): void {
    this.#sink.problem({ code, message, line: Math.max(1, this.#number), column: null });
  }
}

/** Reads one line; `null` when it is no event. Fields of another type than Go's count as absent. */
export function parseGoEvent(line: string): GoEvent | null {
  if (!line.startsWith("{")) return null;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const event = value as Record<string, unknown>;
  if (typeof event.Action !== "string") return null;
  const text = (field: unknown) => (typeof field === "string" ? field : "");
  return {
    Action: event.Action,
    Package: boundName(text(event.Package)),
    Test: boundName(text(event.Test)),
    Output: text(event.Output),
    Elapsed: typeof event.Elapsed === "number" ? event.Elapsed : null,
    ImportPath: boundName(text(event.ImportPath)),
    FailedBuild: boundName(text(event.FailedBuild)),
  };
}

function keyOf(packageName: string, name: string): string {
  return `${packageName}\0${name}`;
}

/** What Go itself prints around a test, which says nothing that the events do not. */
function isChatter(output: string): boolean {
  return /^\s*(?:=== (?:RUN|PAUSE|CONT|NAME)\b|--- (?:PASS|SKIP|FAIL|BENCH): |(?:PASS|FAIL)\s*$|ok {2}\t|FAIL\t|\? {3}\t|exit status \d)/.test(
    output,
  );
}

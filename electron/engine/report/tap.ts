import { boundName, boundText, TextCollector, textLimits } from "./bounded-text.ts";
import type { LineListener } from "./line-reader.ts";
import { toLine } from "./numbers.ts";
import { readTapDiagnostics } from "./tap-diagnostics.ts";
import { parseTapLine, type TapLine, type TapPoint } from "./tap-line.ts";
import type { ReportProblemCode, ReportSink, TestStatus } from "./test-result.ts";

/** Between a test and its subtests, by TAP 14 and by all that wrote subtests before it. */
const subtestIndent = 4;

/** Subtests within subtests; what is deeper is not read. */
const maxDepth = 100;

/** The tests of one indentation. */
interface Level {
  readonly indent: number;
  readonly name: string;
  planned: number | null;
  points: number;
  /** How many tests were told of here and below, and how many of them failed. */
  tests: number;
  failed: number;
  /** From `# Subtest: name`, for the block that may follow. */
  nextName: string | null;
  /** The subtests that ended just now, whose test point comes next. */
  ended: Level | null;
  /** node-tap's test point that came before these subtests. */
  readonly parent: OpenPoint | null;
}

/** A test point whose diagnostics may still come. */
interface OpenPoint {
  readonly point: TapPoint;
  readonly level: Level;
  readonly subtests: Level | null;
  readonly comments: TextCollector;
  readonly diagnostics: string[];
  diagnosticsLength: number;
  isCut: boolean;
}

/**
 * Reads TAP 12 to 14. Tests are the points without subtests, as in the other formats; a point that sums up subtests
 * counts only when it failed though none of them did.
 */
export class TapReader implements LineListener {
  readonly #sink: ReportSink;
  readonly #levels: Level[] = [newLevel(0, "", null)];
  #point: OpenPoint | null = null;
  /** The indentation of the YAML that is being read. */
  #yamlIndent: number | null = null;
  #hasBailedOut = false;
  #number = 0;

  constructor(sink: ReportSink) {
    this.#sink = sink;
  }

  line(line: string, number: number): void {
    this.#number = number;
    const text = line.trim();
    const indent = line.length - line.trimStart().length;
    if (this.#yamlIndent !== null && this.#isYaml(line, text, indent)) return;
    const parsed = text === "" ? null : parseTapLine(text);
    if (parsed !== null) this.#take(parsed, indent);
  }

  end(): void {
    if (this.#yamlIndent !== null) this.#problem("cut-off", "The report ends inside the diagnostics of a test.");
    this.#finishPoint();
    while (this.#levels.length > 1) this.#closeLevel();
    this.#checkPlan(this.#level);
  }

  get #level(): Level {
    return this.#levels.at(-1) as Level;
  }

  /** Takes a line of diagnostics; `false` when they ended without their end, and it is none. */
  #isYaml(line: string, text: string, indent: number): boolean {
    const from = this.#yamlIndent ?? 0;
    if (text === "..." && indent <= from) {
      this.#yamlIndent = null;
      return true;
    }
    if (indent <= (this.#point?.level.indent ?? 0) && isStructure(text)) {
      this.#yamlIndent = null;
      this.#problem("damaged", "The diagnostics of a test have no end.");
      return false;
    }
    const point = this.#point;
    if (point === null) return true;
    point.diagnosticsLength += line.length + 1;
    if (point.diagnosticsLength > textLimits.details) point.isCut = true;
    // Vitest does not indent the further lines of a value.
    else point.diagnostics.push(line.slice(Math.min(from, indent)));
    return true;
  }

  #take(line: TapLine, indent: number): void {
    switch (line.kind) {
      case "diagnostics":
        if (this.#point !== null && indent > this.#point.level.indent) this.#yamlIndent = indent;
        return;
      case "comment":
        if (this.#point?.level.indent === indent) this.#point.comments.append(`${line.text}\n`);
        return;
      case "bail-out":
        this.#hasBailedOut = true;
        this.#problem("bailed-out", `The tests gave up${line.reason === "" ? "." : `: ${line.reason.slice(0, textLimits.name)}`}`);
        return;
      case "block-end":
        this.#finishPoint();
        if (this.#level.parent?.level.indent === indent) this.#closeLevel();
        return;
      default:
        this.#takeOfLevel(line, indent);
    }
  }

  /** The lines that belong to the level of their indentation, which they open or fall back to. */
  #takeOfLevel(line: TapPoint | Extract<TapLine, { kind: "version" | "plan" | "subtest" }>, indent: number): void {
    // Perl names a block inside of it, Node and node-tap before.
    const namesItself = indent > this.#level.indent && this.#level.nextName === null;
    if (!this.#goTo(indent, line)) return;
    const level = this.#level;
    if (line.kind === "subtest") level.nextName = namesItself ? null : line.name;
    else if (line.kind === "version") this.#beginAgain(level);
    else if (line.kind === "plan") this.#plan(level, line.tests, line.reason);
    else this.#beginPoint(level, line);
  }

  /** Whether there is a level of this indentation now. */
  #goTo(indent: number, line: TapLine): boolean {
    if (indent > this.#level.indent) return this.#openLevel(indent, line);
    this.#finishPoint();
    while (this.#level.indent > indent) this.#closeLevel();
    return this.#level.indent === indent;
  }

  #openLevel(indent: number, line: TapLine): boolean {
    const above = this.#level;
    if (indent !== above.indent + subtestIndent || line.kind === "version") return false;
    if (this.#levels.length >= maxDepth) {
      if (this.#levels.length === maxDepth) this.#problem("limit", `Subtests more than ${maxDepth} deep are not read.`);
      return false;
    }
    const parent = this.#point?.point.opensBlock ? this.#point : null;
    if (parent === null) this.#finishPoint();
    else this.#point = null;
    const name = parent?.point.name ?? above.nextName ?? (line.kind === "subtest" ? line.name : "");
    this.#levels.push(newLevel(indent, boundName(name), parent));
    above.nextName = null;
    return true;
  }

  #closeLevel(): void {
    const level = this.#levels.pop() as Level;
    this.#checkPlan(level);
    const above = this.#level;
    above.tests += level.tests;
    above.failed += level.failed;
    if (level.parent === null) above.ended = level;
    else this.#tellPoint({ ...level.parent, subtests: level });
  }

  /** Another report follows in the same file. */
  #beginAgain(level: Level): void {
    if (level.points === 0 && level.planned === null) return;
    this.#checkPlan(level);
    level.points = 0;
    level.planned = null;
  }

  #plan(level: Level, tests: number, reason: string): void {
    if (level.planned !== null) this.#beginAgain(level);
    level.planned = tests;
    if (tests === 0 && level.indent === 0) this.#tellSkippedFile(reason);
  }

  #beginPoint(level: Level, point: TapPoint): void {
    if (point.number === 1 && level.planned !== null && level.points > 0 && level.points >= level.planned) this.#beginAgain(level);
    level.points += 1;
    level.nextName = null;
    const comments = new TextCollector(textLimits.details);
    this.#point = { point, level, subtests: level.ended, comments, diagnostics: [], diagnosticsLength: 0, isCut: false };
    level.ended = null;
  }

  #finishPoint(): void {
    const point = this.#point;
    this.#point = null;
    this.#yamlIndent = null;
    if (point !== null) this.#tellPoint(point);
  }

  #tellPoint({ point, level, subtests, comments, diagnostics, isCut }: OpenPoint): void {
    const status = statusOf(point);
    if (subtests !== null && subtests.tests > 0 && (status !== "failed" || subtests.failed > 0)) return;
    const said = readTapDiagnostics(diagnostics);
    const details = new TextCollector(textLimits.details);
    details.append(diagnostics.join("\n"));
    details.appendParagraph(comments.finish()?.text ?? "");
    const bounded = details.finish();
    const place = said.file === null ? placeInComments(comments.finish()?.text ?? "") : said;
    level.tests += 1;
    if (status === "failed") level.failed += 1;
    this.#sink.test({
      suitePath: this.#levels.slice(0, this.#levels.indexOf(level) + 1).flatMap(({ name }) => (name === "" ? [] : [name])),
      // cmocka and busted tell the name of what is skipped where the reason belongs. A test without any is called by its place.
      name: boundName(point.name || point.reason || `test ${point.number ?? level.points}`),
      className: null,
      file: place.file === null ? null : boundName(place.file),
      line: place.line,
      durationMs: said.durationMs ?? point.durationMs,
      status,
      message: boundText(point.reason || said.message, textLimits.message),
      details: status === "failed" && bounded !== null ? { ...bounded, isCut: bounded.isCut || isCut } : null,
      output: null,
      failedAttempts: 0,
    });
  }

  /** `1..0 # SKIP reason`: a file whose tests were all left out, which must not look like no file. */
  #tellSkippedFile(reason: string): void {
    const message = boundText(reason, textLimits.message);
    const unknown = { className: null, file: null, line: null, durationMs: null, details: null, output: null, failedAttempts: 0 };
    this.#sink.test({ ...unknown, suitePath: [], name: "all tests", status: "skipped", message });
  }

  #checkPlan(level: Level): void {
    if (this.#hasBailedOut || level.planned === level.points) return;
    const where = level.name === "" ? "" : ` in "${level.name}"`;
    if (level.planned !== null) this.#problem("plan", `The plan says ${level.planned} tests${where}; there are ${level.points}.`);
    else if (level.points > 0) this.#problem("plan", `There is no plan${where}: the tests may have ended early.`);
  }

  #problem(code: ReportProblemCode, message: string): void {
    this.#sink.problem({ code, message, line: Math.max(1, this.#number), column: null });
  }
}

/** What nobody writes in a value, so that diagnostics without their end do not swallow the tests that follow. */
function isStructure(text: string): boolean {
  const kind = parseTapLine(text)?.kind;
  return kind === "point" || kind === "plan" || kind === "version" || kind === "bail-out";
}

function newLevel(indent: number, name: string, parent: OpenPoint | null): Level {
  return { indent, name, planned: null, points: 0, tests: 0, failed: 0, nextName: null, ended: null, parent };
}

/** What is "to do" does not count, whether it fails, as expected, or not. */
function statusOf({ isOk, directive }: TapPoint): TestStatus {
  if (directive !== null) return "skipped";
  return isOk ? "passed" : "failed";
}

/** Where Perl's Test::More says that a test failed. */
function placeInComments(text: string): { readonly file: string | null; readonly line: number | null } {
  const found = /^ *at (\S.{0,500}) line (\d{1,9})\.?$/m.exec(text);
  return { file: found?.[1] ?? null, line: toLine(found?.[2]) };
}

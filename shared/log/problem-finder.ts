import { stripAnsi } from "./ansi.ts";
import { type FileLink, findLinks } from "./links.ts";
import { type ProblemSeverity, problemOfLine, type ToldProblem } from "./problem-lines.ts";

/** A place in a file that a tool complains about. Nobody has looked whether the file exists. */
export interface FoundProblem extends ToldProblem {
  /** As it was written: absolute, or relative to a folder that only the tool knows. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1; `null` when it was not told. */
  readonly column: number | null;
  /** The line of the log that names the place. */
  readonly logLine: number;
}

interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number | null;
  readonly logLine: number;
}

/** What was said without a place, which may follow. */
interface Said {
  readonly severity: ProblemSeverity;
  readonly code: string | null;
  message: string;
  readonly logLine: number;
  /** Who speaks so: further words of one are no other failure. */
  readonly family: "compiler" | "runner" | "pytest" | "trace";
  /** A heading, such as a test's name: the next line belongs to it. */
  isHeading: boolean;
  /** A place that came before, in case that none follows. */
  readonly fallback: Place | null;
}

/** A line says what it is about in its beginning. */
const shownCharacters = 1_000;

/** A message is of no use any more so many lines later. */
const reach = 60;

/** A place that stands by itself belongs to an error within so many lines. */
const shortReach = 12;

/**
 * Finds problems in the lines of a log as they come: in one line where a tool writes it so, and over several where the
 * message and the place stand apart (Rust, Python, ESLint, Biome, stack traces, test runners). Of a stack trace the first
 * place outside of libraries counts. A guess by the habits of tools: it may miss, it may be wrong. Takes time in
 * proportion to the number of lines, whatever is in them.
 */
export class ProblemFinder {
  readonly #onProblem: (problem: FoundProblem) => void;
  #said: Said | null = null;
  /** Where the next message belongs. */
  #place: Place | null = null;
  #placeCode: string | null = null;
  /** The line below a place that stands by itself: what is wrong, or the code there when the next line points into it. */
  #below: { readonly place: Place; readonly told: ToldProblem } | null = null;
  /** The file of the rows that follow. */
  #file: string | null = null;
  /** The innermost place of a trace whose message comes last. */
  #frame: Place | null = null;

  constructor(onProblem: (problem: FoundProblem) => void) {
    this.#onProblem = onProblem;
  }

  /** Takes the next line; `number` counts from 1. */
  line(raw: string, number: number): void {
    const text = stripAnsi(raw.slice(0, 4 * shownCharacters))
      .slice(0, shownCharacters)
      .trimEnd();
    if (this.#isPointer(text)) return;
    if (text === "") {
      this.#file = null;
      return;
    }
    this.#forget(number);
    if (this.#isRow(text, number) || this.#isAnnotation(text, number)) return;
    const link = findLinks(text).find((candidate) => candidate.kind === "file");
    if (link === undefined) this.#listen(text, number);
    else this.#look(text, link, number);
  }

  /** Notes that no line follows. */
  end(): void {
    this.#isPointer("");
    this.#letGo();
  }

  #forget(number: number): void {
    if (this.#said !== null && number - this.#said.logLine > reach) this.#letGo();
    if (this.#place !== null && number - this.#place.logLine > shortReach) this.#place = null;
    if (this.#frame !== null && number - this.#frame.logLine > shortReach) this.#frame = null;
  }

  /** Whether the line points into the code above it, as Node does before it says what is wrong there. */
  #isPointer(text: string): boolean {
    const below = this.#below;
    this.#below = null;
    if (below === null) return false;
    const isPointer = /^\s*[\^~]+$/.test(text);
    if (isPointer) this.#place = below.place;
    else this.#tell(below.place, below.told);
    return isPointer;
  }

  /** A message that found no place belongs to the one before it, if there was one. */
  #letGo(): void {
    const said = this.#said;
    this.#said = null;
    if (said?.fallback) this.#tell(said.fallback, said);
  }

  /** `  12:5  error  Unexpected …  no-debugger` of ESLint, `  ✖  12:5  Unexpected …` of its pretty kind, below a line with the file. */
  #isRow(text: string, logLine: number): boolean {
    if (this.#file === null) {
      if (headPattern.test(text)) this.#file = text;
      else this.#file = prettyHeadPattern.exec(text)?.[1] ?? null;
      return false;
    }
    const match = rowPattern.exec(text);
    const { line, column, sign, word, rest = "" } = match?.groups ?? {};
    if ((sign ?? word) === undefined) return false;
    const isError = word === "error" || sign === "\u2716";
    const [, message = rest, code = null] = /^(.*?\S)\s{2,}(\S+)$/.exec(rest) ?? [];
    this.#tell(
      { path: this.#file, line: Number(line), column: Number(column), logLine },
      { severity: isError ? "error" : "warning", message, code },
    );
    return true;
  }

  /** `::error file=a.ts,line=3,col=5,title=Types::Cannot find …` as GitHub's runner reads it. */
  #isAnnotation(text: string, logLine: number): boolean {
    const match = /^::(error|warning) ([^:]{1,500}(?:::?[^:]{1,500}){0,4}?)::(.*)$/.exec(text);
    if (match === null) return false;
    const facts = new Map(match[2]?.split(",").map((fact) => fact.trim().split("=", 2) as [string, string | undefined]));
    const [path, line] = [facts.get("file"), Number(facts.get("line") ?? 1)];
    if (path === undefined || !(line >= 1)) return false;
    const column = Number(facts.get("col") ?? 0);
    this.#tell(
      { path: unescaped(path), line, column: column >= 1 ? column : null, logLine },
      { severity: match[1] === "error" ? "error" : "warning", message: unescaped(match[3] ?? ""), code: facts.get("title") ?? null },
    );
    return true;
  }

  #look(text: string, link: FileLink, logLine: number): void {
    const before = text.slice(0, link.start);
    const after = text.slice(link.end);
    const place = { path: link.path, line: link.line, column: link.column, logLine };
    const told = problemOfLine(text, link);
    const rule = before === "" ? (rulePattern.exec(after)?.[1] ?? null) : null;
    if (told !== null) this.#tell(place, told);
    else if (/^\s*File "$/.test(before)) this.#frame = isLibrary(link.path) ? this.#frame : place;
    else if (/^\s*-->\s*$/.test(before)) this.#use(place);
    else if (rule !== null || announcement.test(before)) this.#expect(place, rule);
    else if (isFrame(before, after) && !isLibrary(link.path)) {
      if (this.#said !== null) this.#use(place);
      else if (before === "" && after === "") this.#expect(place, null);
    }
  }

  #expect(place: Place, code: string | null): void {
    this.#letGo();
    this.#place = place;
    this.#placeCode = code;
  }

  /** The place of what was said. */
  #use(place: Place): void {
    if (this.#said !== null) this.#tell(place, this.#said);
    this.#said = null;
    this.#place = null;
  }

  #listen(text: string, logLine: number): void {
    const place = this.#place;
    if (place !== null && (this.#placeCode !== null || place.logLine === logLine - 1)) {
      const sign = /^\s*([\u00d7\u2716!\u26a0])\s+(.+)$/.exec(text);
      const isNext = this.#placeCode === null && !/^\s/.test(text) && !/^[\s^~|]*$/.test(text);
      if (sign !== null || isNext) {
        const isWarning = sign?.[1] === "!" || sign?.[1] === "\u26a0";
        this.#place = null;
        const told: ToldProblem = { severity: isWarning ? "warning" : "error", message: sign?.[2] ?? text.trim(), code: this.#placeCode };
        if (sign === null) this.#below = { place, told };
        else this.#tell(place, told);
        return;
      }
    }
    if (this.#frame !== null && /^[A-Za-z_][\w.]{0,200}(?:: |$)/.test(text)) {
      this.#tell(this.#frame, { severity: "error", message: text, code: null });
      this.#frame = null;
      return;
    }
    if (this.#said?.isHeading) {
      this.#said.message = `${this.#said.message}: ${text.trim()}`;
      this.#said.isHeading = false;
      return;
    }
    const said = saidBy(text);
    if (said === null) return;
    // What a test runner says in further words is still of the same failure.
    if (said.isDetail && this.#said?.family === said.family) return;
    this.#letGo();
    this.#said = { ...said, logLine, fallback: place };
    this.#place = null;
    // Nothing ran yet: the frames that follow are of whoever loads the file.
    if (place !== null && said.message.startsWith("SyntaxError")) this.#letGo();
  }

  #tell(place: Place, { severity, message, code }: ToldProblem): void {
    this.#onProblem({ ...place, severity, message: message.trim(), code });
  }
}

const headPattern = /^(?:[A-Za-z]:[\\/])?[^\s:*?"<>|()[\]{}'`,;=]{1,400}\.[A-Za-z]\w{0,11}$/;
/** `  src/wheel.js:3:1`, the first place of the file. */
const prettyHeadPattern = /^ {2}([^\s:*?"<>|()[\]{}'`,;=]{1,400}\.[A-Za-z]\w{0,11}):\d{1,7}:\d{1,7}$/;
const rowPattern = /^\s+(?:(?<sign>[\u2716\u26a0])\s+)?(?<line>\d{1,7}):(?<column>\d{1,7})\s+(?:(?<word>error|warning)\s+)?(?<rest>.+)$/;

/** src/a.js:3:5 lint/suspicious/noDebugger  FIXABLE  ━━━━ of Biome, behind the place. */
const rulePattern = /^ ([\w-]+(?:\/[\w-]+){0,3})\s(?:.*)[\u2501\u2500]{3}/;

/** What stands before a place whose message is on the next line. */
const announcement = /panicked at $|^(?:\[[\w-]+\] )?ERROR in (?:\.\/)?$/;

/** Whether a place is a step of a stack, or stands by itself. */
function isFrame(before: string, after: string): boolean {
  if (libraryCall.test(before)) return false;
  // pytest repeats the places on the way to the one that failed without a word.
  if (before === "") return after.trim() !== ":";
  return /^\s*(?:at |\u276f |# |from |\d+: |in )|^\s+$/.test(before);
}

/** Frames of Java's own classes name files that no project has. */
const libraryCall =
  /\bat (?:java|javax|jdk|sun|com\.sun|kotlin|kotlinx|scala|groovy|org\.(?:junit|gradle|testng|apache\.maven|codehaus))[./]/;

/** Whether a file is of somebody else: what is installed, and not what is worked on. */
function isLibrary(path: string): boolean {
  return /(?:^|[\\/])(?:node_modules|site-packages|dist-packages|gems|vendor|\.cargo|rustc|pkg[\\/]mod)[\\/]|[\\/]lib[\\/](?:python|ruby|go|node)|^(?:node:|<)|^internal[\\/]|^\/usr\//.test(
    path,
  );
}

function saidBy(text: string): (Pick<Said, "severity" | "message" | "code" | "family" | "isHeading"> & { isDetail: boolean }) | null {
  // error[E0277]: cannot multiply … · warning: unused variable …
  const compiler = /^(error|warning)(?:\[(\w{1,20})\])?: (.+)$/.exec(text);
  if (compiler !== null) {
    const severity = compiler[1] === "error" ? "error" : "warning";
    return { severity, message: compiler[3] ?? "", code: compiler[2] ?? null, family: "compiler", isHeading: false, isDetail: false };
  }
  const detail = { severity: "error", code: null, family: "runner", isHeading: false, isDetail: true } as const;
  // RangeError: no water · java.lang.IllegalStateException: … · Exception in thread "main" … · Caused by: …
  const thrown =
    /^\s*(?:Uncaught |Caused by: |Exception in thread "[^"]{0,100}" )?((?:[\w$]{1,80}\.){0,12}[A-Z]\w{0,80}(?:Error|Exception|Failure)(?: \[\w{1,60}\])?(?:: .+)?)$/.exec(
      text,
    );
  if (thrown !== null) {
    const isIndented = /^\s{4}/.test(text);
    return { ...detail, message: thrown[1] ?? "", family: isIndented ? "runner" : "trace", isDetail: isIndented };
  }
  const panic = /^panic: (.+)$/.exec(text);
  if (panic !== null) return { ...detail, message: `panic: ${panic[1]}`, family: "trace", isDetail: false };
  const pytest = /^E {3,}(\S.*)$/.exec(text);
  if (pytest !== null) return { ...detail, message: pytest[1] ?? "", family: "pytest" };
  const failed = /^\s*(Failure\/Error: .+|Failed asserting .+|assertion .+ failed.*)$/.exec(text);
  if (failed !== null) return { ...detail, message: failed[1] ?? "" };
  // ● turns · 1) WheelTest::testTurn
  const heading = /^\s*(?:\u25cf|\d{1,5}\)) (\S.*)$/.exec(text);
  if (heading !== null) return { ...detail, message: heading[1] ?? "", isHeading: true, isDetail: false };
  return null;
}

/** As GitHub's runner writes line feeds and signs of its own. */
function unescaped(text: string): string {
  return text.replaceAll("%0A", " ").replaceAll("%0D", "").replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%25", "%");
}

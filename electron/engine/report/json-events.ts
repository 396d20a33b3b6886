import { TextDecoder } from "node:util";
import { type JsonText, JsonTokenizer } from "./json-tokens.ts";
import { ReadingStopped, type ReportProblem, type ReportReader } from "./test-result.ts";

/** What a reader of one kind of JSON document is told. */
export interface JsonListener {
  open(kind: "object" | "array"): void;
  /** The name of the member that follows. */
  key(text: JsonText): void;
  value(value: JsonText | number | boolean | null): void;
  close(): void;
  /** There is no more; objects may be open. */
  end?(): void;
}

/** Objects within objects: as in XML, a person made them. */
const maxDepth = 200;

/** What may come next. */
type Expected = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "comma-or-end" | "nothing";

/**
 * Reads one JSON document (RFC 8259) as a stream: `JSON.parse` would need all of it in memory. A fault ends the reading,
 * because nobody knows what belongs to what behind it.
 */
export class JsonReader implements ReportReader {
  readonly #listener: JsonListener;
  readonly #tell: (problem: ReportProblem) => void;
  readonly #decoder = new TextDecoder("utf-8");
  readonly #tokens: JsonTokenizer;
  readonly #open: ("object" | "array")[] = [];
  #expected: Expected = "value";

  constructor(listener: JsonListener, tell: (problem: ReportProblem) => void) {
    this.#listener = listener;
    this.#tell = tell;
    this.#tokens = new JsonTokenizer({
      sign: (sign) => this.#sign(sign),
      value: (value) => this.#value(value),
      fault: (message) => this.#stop("damaged", `This is no JSON: ${message}.`),
    });
  }

  /** Where the reading is. */
  get place(): Pick<ReportProblem, "line" | "column"> {
    return this.#tokens.place;
  }

  write(bytes: Uint8Array): void {
    this.#tokens.write(this.#decoder.decode(bytes, { stream: true }));
  }

  end(): void {
    this.#tokens.write(this.#decoder.decode());
    this.#tokens.end();
    if (this.#expected !== "nothing") this.#report("cut-off", "The report ends inside its JSON.");
    this.#listener.end?.();
  }

  #sign(sign: string): void {
    switch (sign) {
      case "{":
      case "[":
        this.#begin(sign === "{" ? "object" : "array");
        return;
      case "}":
      case "]":
        this.#close(sign === "}" ? "object" : "array");
        return;
      case ":":
        if (this.#expected !== "colon") this.#unexpected(sign);
        this.#expected = "value";
        return;
      default:
        if (this.#expected !== "comma-or-end") this.#unexpected(sign);
        this.#expected = this.#open.at(-1) === "object" ? "key" : "value";
    }
  }

  #begin(kind: "object" | "array"): void {
    if (this.#expected !== "value" && this.#expected !== "value-or-end") this.#unexpected(kind);
    if (this.#open.length >= maxDepth) this.#stop("limit", `Values are nested more than ${maxDepth} deep.`);
    this.#open.push(kind);
    this.#expected = kind === "object" ? "key-or-end" : "value-or-end";
    this.#listener.open(kind);
  }

  #close(kind: "object" | "array"): void {
    const may = this.#expected === "comma-or-end" || this.#expected === (kind === "object" ? "key-or-end" : "value-or-end");
    if (!may || this.#open.at(-1) !== kind) this.#unexpected(`the end of an ${kind}`);
    this.#open.pop();
    this.#afterValue();
    this.#listener.close();
  }

  #value(value: JsonText | number | boolean | null): void {
    const isText = typeof value === "object" && value !== null;
    if (isText && (this.#expected === "key" || this.#expected === "key-or-end")) {
      this.#expected = "colon";
      this.#listener.key(value);
      return;
    }
    if (this.#expected !== "value" && this.#expected !== "value-or-end") this.#unexpected(isText ? "a text" : String(value));
    this.#afterValue();
    this.#listener.value(value);
  }

  #afterValue(): void {
    this.#expected = this.#open.length === 0 ? "nothing" : "comma-or-end";
  }

  #unexpected(what: string): never {
    this.#stop("damaged", `This is no JSON: ${what} must not stand here.`);
  }

  #report(code: ReportProblem["code"], message: string): void {
    this.#tell({ code, message, ...this.place });
  }

  #stop(code: ReportProblem["code"], message: string): never {
    this.#report(code, message);
    // What was read before the fault is told.
    this.#listener.end?.();
    throw new ReadingStopped(message);
  }
}

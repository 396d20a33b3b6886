import { TextDecoder } from "node:util";
import sax from "sax";
import { ReadingStopped, type ReportProblem, type ReportReader } from "./test-result.ts";
import { findXmlEncoding } from "./xml-encoding.ts";

/** The attributes of an element; only own names count, so nothing of `Object.prototype` is ever an answer. */
export type XmlAttributes = Readonly<Record<string, string | undefined>>;

/** Both from 1. */
export type XmlPlace = Pick<ReportProblem, "line" | "column">;

/** What a reader of one XML dialect is told. Names come without their namespace prefix. */
export interface XmlListener {
  open(name: string, attributes: XmlAttributes): void;
  /** A piece of text or CDATA; one text may come in many pieces. */
  text(text: string): void;
  close(name: string): void;
  /** There is no more; elements may be open. `place` is where the report ends. */
  end?(place: XmlPlace): void;
}

/** What is too much for an honest report. */
const limits = {
  /** Elements within elements: suites nest in suites, but a person made them. */
  depth: 200,
  /** The longest real list of attributes has about twenty. */
  attributes: 200,
  /** Of all values of one element, of which every open element keeps its own. */
  attributeCharacters: 200_000,
  /** Of element, attribute and entity names and of `<!…>`. The parser's time for the last grows with its square. */
  nameCharacters: 1_000,
  /** Attribute values are cut there, far above what is kept of any. Must stay below the parser's own bound of 64 KiB. */
  valueCharacters: 32_000,
  /** After so many faults it is no report. */
  problems: 1_000,
} as const;

/** Between two looks at the limits. */
const charactersPerWrite = 4_096;

/** Its types do not know `strictEntities`, without which the 250 entities of HTML would be accepted, too. */
const parserOptions = { position: true, strictEntities: true };

/** How the parser calls the buffers that grow with input; `sax` publishes them only in its source. */
interface Buffers {
  sgmlDecl: string;
  doctype: string | true;
  tagName: string;
  attribName: string;
  attribValue: string;
  entity: string;
  comment: string;
  procInstName: string;
  procInstBody: string;
}

/**
 * Reads XML as a stream with `sax`, which knows the five named entities and character references, expands nothing else
 * and never fetches anything. What it leaves open is bounded here. Faults are told and read past where `sax` can go
 * on; a document type with declarations, and anything above the limits, ends the reading.
 */
export class XmlReader implements ReportReader {
  readonly #listener: XmlListener;
  readonly #tell: (problem: ReportProblem) => void;
  readonly #parser = sax.parser(true, parserOptions);
  readonly #names: string[] = [];
  #decoder: TextDecoder | null = null;
  #attributes = 0;
  #attributeCharacters = 0;
  #problems = 0;

  constructor(listener: XmlListener, tell: (problem: ReportProblem) => void) {
    this.#listener = listener;
    this.#tell = tell;
    const parser = this.#parser;
    parser.onopentagstart = () => {
      this.#attributes = 0;
      this.#attributeCharacters = 0;
    };
    parser.onattribute = ({ value }) => {
      this.#attributes += 1;
      this.#attributeCharacters += value.length;
      if (this.#attributeCharacters > limits.attributeCharacters)
        this.#stop(`An element has more than ${limits.attributeCharacters} characters of attributes.`);
      if (this.#attributes > limits.attributes) this.#stop(`An element has more than ${limits.attributes} attributes.`);
    };
    parser.onopentag = (tag) => {
      if (this.#names.length >= limits.depth) this.#stop(`Elements are nested more than ${limits.depth} deep.`);
      const name = withoutPrefix(tag.name);
      this.#names.push(name);
      this.#listener.open(name, tag.attributes as Record<string, string>);
    };
    parser.onclosetag = () => {
      const name = this.#names.pop();
      if (name !== undefined) this.#listener.close(name);
    };
    parser.ondoctype = (text) => this.#checkDocumentType(text);
    parser.ontext = (text) => this.#listener.text(text);
    parser.oncdata = (text) => this.#listener.text(text);
    parser.onerror = (error) => {
      parser.resume();
      this.#fault(error.message.split("\n", 1)[0] ?? "");
    };
  }

  /** Where the reading is. */
  get place(): XmlPlace {
    return { line: this.#parser.line + 1, column: this.#parser.column + 1 };
  }

  write(bytes: Uint8Array): void {
    if (this.#decoder === null) {
      const { label, unknown } = findXmlEncoding(bytes);
      this.#decoder = new TextDecoder(label);
      if (unknown !== null) this.#report("damaged", `The encoding "${unknown}" is not known; UTF-8 was read instead.`);
    }
    // A decoder makes at most one character of a byte.
    for (let start = 0; start < bytes.length; start += charactersPerWrite)
      this.#parse(this.#decoder.decode(bytes.subarray(start, start + charactersPerWrite), { stream: true }));
  }

  /** What is open stays open: a test that was cut off is none, it might have been about to fail. */
  end(): void {
    this.#parse(this.#decoder?.decode() ?? "");
    const parser = this.#parser;
    const open = this.#names.at(-1);
    const { place } = this;
    let isCutOff = false;
    parser.onerror = () => {
      isCutOff = true;
      parser.resume();
    };
    parser.close();
    if (isCutOff)
      this.#tell({ code: "cut-off", message: `The report ends inside ${open === undefined ? "a tag" : `<${open}>`}.`, ...place });
    this.#listener.end?.(place);
  }

  #buffers(): Buffers {
    return this.#parser as unknown as Buffers;
  }

  #parse(text: string): void {
    if (text === "") return;
    try {
      this.#parser.write(text);
    } catch (error) {
      if (error instanceof ReadingStopped) throw error;
      // An attribute named "hasOwnProperty" makes sax throw; whatever else may, a report must not end the process.
      this.#stop(`The XML cannot be read further (${error instanceof Error ? error.message : String(error)}).`, "damaged");
    }
    this.#bound();
  }

  #bound(): void {
    const buffers = this.#buffers();
    if (typeof buffers.doctype === "string") this.#checkDocumentType(buffers.doctype);
    for (const name of ["sgmlDecl", "tagName", "attribName", "entity", "procInstName"] as const)
      if (buffers[name].length > limits.nameCharacters)
        this.#stop(`A name or declaration is longer than ${limits.nameCharacters} characters.`);
    if (buffers.attribValue.length > limits.valueCharacters) buffers.attribValue = buffers.attribValue.slice(0, limits.valueCharacters);
    buffers.procInstBody = "";
    // The last characters stay: they may be the beginning of the end.
    if (buffers.comment.length > 2) buffers.comment = buffers.comment.slice(-2);
  }

  #checkDocumentType(text: string): void {
    if (text.includes("["))
      this.#stop("It has a document type with declarations of its own, which can make entities; no report needs one.", "refused");
    if (text.length > limits.nameCharacters) this.#stop(`A document type is longer than ${limits.nameCharacters} characters.`);
  }

  #fault(message: string): void {
    this.#problems += 1;
    if (this.#problems > limits.problems) this.#stop(`There are more than ${limits.problems} faults in it.`);
    this.#report("damaged", `This is not well-formed XML: ${message}.`);
  }

  #report(code: ReportProblem["code"], message: string): void {
    this.#tell({ code, message, ...this.place });
  }

  #stop(message: string, code: ReportProblem["code"] = "limit"): never {
    this.#report(code, message);
    throw new ReadingStopped(message);
  }
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

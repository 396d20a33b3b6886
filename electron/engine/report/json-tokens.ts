import type { ReportProblem } from "./test-result.ts";

/** A string of a JSON document, its beginning when it is longer than any honest one. */
export interface JsonText {
  readonly text: string;
  readonly isCut: boolean;
}

/** What a tokenizer finds. */
export interface TokenListener {
  /** One of `{ } [ ] : ,`. */
  sign(sign: string): void;
  value(value: JsonText | number | boolean | null): void;
  /** It must throw: there is no going on. */
  fault(message: string): never;
}

/** Of one string; a failure's text is far shorter. */
const textCharacters = 1_000_000;

/** `-1.7976931348623157e+308` has 24. */
const wordCharacters = 100;

const words = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

const escapes = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** Where a string ends, or what cannot stand for itself begins. */
const endOfPlain = /["\\\n]/g;

/** The run of characters of numbers and names, or of spaces, that begins at a place. */
const wordOrSpace = /[\w.+-]+| +/y;

/** Cuts the characters of a JSON document into its words; strings, numbers and names may come in many pieces. */
export class JsonTokenizer {
  readonly #listener: TokenListener;
  #text = "";
  #isInText = false;
  #isCut = false;
  /** From the backslash on; empty outside of an escape. */
  #escape = "";
  #word = "";
  #line = 1;
  /** Characters of earlier pieces on this line. */
  #column = 0;
  #lineStart = 0;
  #at = 0;

  constructor(listener: TokenListener) {
    this.#listener = listener;
  }

  /** Where the last word was, both from 1. */
  get place(): Pick<ReportProblem, "line" | "column"> {
    return { line: this.#line, column: this.#column + this.#at - this.#lineStart + 1 };
  }

  write(piece: string): void {
    this.#lineStart = 0;
    this.#at = 0;
    while (this.#at < piece.length) {
      if (this.#escape !== "") this.#takeEscape(piece);
      else if (this.#isInText) this.#takeText(piece);
      else this.#takeOutside(piece);
    }
    this.#column += piece.length - this.#lineStart;
    this.#lineStart = 0;
    this.#at = 0;
  }

  end(): void {
    this.#endWord();
  }

  #takeText(piece: string): void {
    endOfPlain.lastIndex = this.#at;
    const end = endOfPlain.exec(piece)?.index ?? piece.length;
    this.#append(piece.slice(this.#at, end));
    this.#at = end;
    if (end === piece.length) return;
    const sign = piece.charAt(end);
    if (sign === "\n") this.#listener.fault("a text has no end on its line");
    this.#at += 1;
    if (sign === "\\") this.#escape = sign;
    else {
      const value = { text: this.#text, isCut: this.#isCut };
      this.#isInText = false;
      this.#text = "";
      this.#isCut = false;
      this.#listener.value(value);
    }
  }

  #takeEscape(piece: string): void {
    this.#escape += piece.charAt(this.#at);
    const kind = this.#escape.charAt(1);
    const plain = escapes.get(kind);
    if (plain === undefined && kind !== "u") this.#listener.fault("a text has an unknown escape");
    this.#at += 1;
    if (plain === undefined && this.#escape.length < 6) return;
    const hex = this.#escape.slice(2);
    if (plain === undefined && !/^[\da-f]{4}$/i.test(hex)) this.#listener.fault("a text has an unknown escape");
    this.#append(plain ?? String.fromCharCode(Number.parseInt(hex, 16)));
    this.#escape = "";
  }

  #append(text: string): void {
    const room = textCharacters - this.#text.length;
    if (text.length > room) this.#isCut = true;
    this.#text += text.length > room ? text.slice(0, room) : text;
  }

  #takeOutside(piece: string): void {
    wordOrSpace.lastIndex = this.#at;
    const run = wordOrSpace.exec(piece)?.[0] ?? "";
    if (run !== "") {
      if (run.charAt(0) === " ") this.#endWord();
      else this.#word += run;
      if (this.#word.length > wordCharacters) this.#listener.fault("a number is too long");
      this.#at += run.length;
      return;
    }
    const sign = piece.charAt(this.#at);
    this.#endWord();
    this.#at += 1;
    if (sign === '"') this.#isInText = true;
    else if (sign === "\n") {
      this.#line += 1;
      this.#column = 0;
      this.#lineStart = this.#at;
    } else if ("{}[]:,".includes(sign)) this.#listener.sign(sign);
    else if (!"\t\r\ufeff".includes(sign)) this.#listener.fault(`${JSON.stringify(sign)} must not stand here`);
  }

  #endWord(): void {
    const word = this.#word;
    if (word === "") return;
    this.#word = "";
    const known = words.get(word);
    if (known !== undefined) this.#listener.value(known);
    else if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[-+]?\d+)?$/i.test(word)) this.#listener.value(Number(word));
    else this.#listener.fault(`${word} is no value`);
  }
}

import { TextDecoder } from "node:util";
import type { ReportReader } from "./test-result.ts";

/** What a reader of a format of lines is told. */
export interface LineListener {
  /** `line` without its end; `number` from 1; `isCut` when it was longer than any honest line and its end is lost. */
  line(line: string, number: number, isCut: boolean): void;
  end(): void;
}

/** `go test -json` writes one line of output as one line; nobody reads one of a million characters. */
const lineCharacters = 1_000_000;

/** Cuts bytes into lines: UTF-8, or UTF-16 with its mark, which PowerShell 5 writes when output is sent to a file. */
export class LineReader implements ReportReader {
  readonly #listener: LineListener;
  #decoder: TextDecoder | null = null;
  #rest = "";
  #isCut = false;
  #number = 0;

  constructor(listener: LineListener) {
    this.#listener = listener;
  }

  write(bytes: Uint8Array): void {
    this.#decoder ??= new TextDecoder(encodingOf(bytes));
    this.#split(this.#decoder.decode(bytes, { stream: true }));
  }

  end(): void {
    this.#split(this.#decoder?.decode() ?? "");
    if (this.#rest !== "") this.#tell();
    this.#listener.end();
  }

  #split(text: string): void {
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
      this.#keep(text.slice(start, end));
      this.#tell();
      start = end + 1;
    }
    this.#keep(text.slice(start));
  }

  #keep(text: string): void {
    const room = lineCharacters - this.#rest.length;
    if (text.length > room) this.#isCut = true;
    this.#rest += text.length > room ? text.slice(0, room) : text;
  }

  #tell(): void {
    const line = this.#rest.endsWith("\r") ? this.#rest.slice(0, -1) : this.#rest;
    const isCut = this.#isCut;
    this.#rest = "";
    this.#isCut = false;
    this.#number += 1;
    this.#listener.line(line, this.#number, isCut);
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

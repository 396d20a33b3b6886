import type { JsonText } from "./json-tokens.ts";

/** A part of a document, whole, as `JSON.parse` would give it; names of members are own names only. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** What is kept of one part. */
export interface ValueLimits {
  /** Values and members; what comes later is left out. */
  readonly parts: number;
  /** Of all texts together; later ones are cut. */
  readonly characters: number;
}

/** Builds one part of a document from its events, up to limits. */
export class ValueBuilder {
  readonly #limits: ValueLimits;
  readonly #open: { readonly container: JsonValue[] | Map<string, JsonValue>; name: string }[] = [];
  #parts = 0;
  #characters = 0;
  #isCut = false;

  constructor(limits: ValueLimits) {
    this.#limits = limits;
  }

  /** Whether something was left out. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Whether a part has begun and not ended. */
  get isOpen(): boolean {
    return this.#open.length > 0;
  }

  open(kind: "object" | "array"): void {
    this.#open.push({ container: kind === "object" ? new Map() : [], name: "" });
  }

  key({ text }: JsonText): void {
    const around = this.#open.at(-1);
    if (around !== undefined) around.name = this.#bound(text);
  }

  value(value: JsonText | number | boolean | null): void {
    if (value !== null && typeof value === "object") {
      if (value.isCut) this.#isCut = true;
      this.#put(this.#bound(value.text));
    } else this.#put(value);
  }

  /** Ends what is open; the whole part when it was the outermost, `undefined` before. */
  close(): JsonValue | undefined {
    const container = this.#open.pop()?.container ?? [];
    const value = container instanceof Map ? Object.fromEntries(container) : container;
    if (this.#open.length > 0) {
      this.#put(value);
      return undefined;
    }
    return value;
  }

  #put(value: JsonValue): void {
    const around = this.#open.at(-1);
    this.#parts += 1;
    if (this.#parts > this.#limits.parts) this.#isCut = true;
    else if (around?.container instanceof Map) around.container.set(around.name, value);
    else around?.container.push(value);
  }

  #bound(text: string): string {
    const room = Math.max(0, this.#limits.characters - this.#characters);
    if (text.length > room) this.#isCut = true;
    const kept = text.slice(0, room);
    this.#characters += kept.length;
    return kept;
  }
}

/** The member of that name; `undefined` when the value is no object, or has none. */
export function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as { readonly [name: string]: JsonValue })[name] : undefined;
}

/** A text; `null` for anything else. */
export function textOf(value: JsonValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

/** The elements; empty for anything else. */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

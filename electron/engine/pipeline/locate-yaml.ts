import { isAlias, isMap, isScalar, isSeq, parseDocument } from "yaml";
import { quoteName, type TextProblem } from "./problem.ts";
import { describeSyntaxErrors } from "./syntax-problems.ts";
import type { TextLines } from "./text-lines.ts";

/** A value of the file together with the places of it and of everything in it. */
export interface Located {
  /** Plain objects, arrays and scalars; aliases share their anchor's value. */
  readonly value: unknown;
  /** Where the value starts. */
  readonly offset: number;
  /** Where each key of a mapping starts, in the file's order. Empty for everything else. */
  readonly keys: ReadonlyMap<string, number>;
  /** By key or index. Empty for scalars. */
  readonly children: ReadonlyMap<string | number, Located>;
  /** How many values it stands for with all aliases followed. */
  readonly size: number;
  /** A scalar as written, without quotes; `null` for mappings and lists. */
  readonly text: string | null;
}

/**
 * Deeper than the format goes. A bound on recursion; the YAML library has its own, much higher.
 */
const deepest = 32;

/** How many values aliases may add. Honest files repeat a few variables; a "billion laughs" file stops here. */
const mostAliasedValues = 20_000;

/**
 * Reads YAML 1.2 (core schema) into values with places. Anchors and aliases work within a bound; merge keys (`<<`, a
 * feature of YAML 1.1) and tags of other schemas are refused, and so is a key that stands twice. `root` is `null` when
 * nothing could be read; with problems it is what could be read.
 */
export function locateYaml(text: string, lines: TextLines): { root: Located | null; problems: TextProblem[] } {
  const document = parseDocument(text, {
    schema: "core",
    merge: false,
    // Compares every key with every other; the walk below does it in one pass and says where the first one is.
    uniqueKeys: false,
    prettyErrors: false,
  });
  const syntaxProblems = describeSyntaxErrors(document);
  if (syntaxProblems.length > 0) return { root: null, problems: syntaxProblems };
  if (document.contents === null) {
    return {
      root: null,
      problems: [{ code: "empty", message: "The file is empty: expected at least `version` and `stages`.", offset: 0 }],
    };
  }
  const walk = new Walk(lines);
  const root = walk.locate(document.contents, 0, []);
  return { root: walk.isTooLarge ? null : root, problems: walk.problems };
}

/** One pass over the document in its order, so that an alias sees exactly the anchors before it. */
class Walk {
  readonly problems: TextProblem[] = [];
  isTooLarge = false;
  readonly #lines: TextLines;
  /** `null` while the anchored value is still being read: an alias to it would hold itself. */
  readonly #anchors = new Map<string, Located | null>();
  #aliasedValues = 0;

  constructor(lines: TextLines) {
    this.#lines = lines;
  }

  locate(node: unknown, offsetWhenEmpty: number, path: readonly (string | number)[]): Located {
    const offset = offsetOf(node, offsetWhenEmpty);
    if (isAlias(node)) return this.#follow(node.source, offset, path);
    if (path.length > deepest) {
      this.problems.push({ code: "wrong-type", message: "This is nested deeper than the format goes.", offset });
      return leaf(null, offset, null);
    }
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, null);
    const located = this.#locateValue(node, offset, path);
    if (anchor !== undefined) this.#anchors.set(anchor, located);
    return located;
  }

  #locateValue(node: unknown, offset: number, path: readonly (string | number)[]): Located {
    if (isMap(node)) return this.#locateMap(node.items, offset, path);
    if (isSeq(node)) return this.#locateList(node.items, offset, path);
    if (!isScalar(node)) return leaf(null, offset, "");
    const written = textOf(node);
    const isNumberOrBoolean = typeof node.value === "number" || typeof node.value === "boolean" || typeof node.value === "bigint";
    return leaf(isNumberOrBoolean && isVariable(path) ? written : node.value, offset, written);
  }

  #locateMap(items: readonly { key: unknown; value: unknown }[], offset: number, path: readonly (string | number)[]): Located {
    const value: Record<string, unknown> = {};
    const keys = new Map<string, number>();
    const children = new Map<string, Located>();
    let size = 1;
    for (const item of items) {
      const keyOffset = offsetOf(item.key, offset);
      const key = this.#readKey(item.key, keyOffset, keys);
      const child = this.locate(item.value, keyOffset, [...path, key ?? ""]);
      size += child.size;
      if (key === null) continue;
      value[key] = child.value;
      keys.set(key, keyOffset);
      children.set(key, child);
    }
    return { value, offset, keys, children, size, text: null };
  }

  /** The key's text as written; `null`, with a problem noted, when it cannot be used. */
  #readKey(node: unknown, offset: number, earlier: ReadonlyMap<string, number>): string | null {
    if (!isScalar(node)) {
      this.problems.push({ code: "wrong-name", message: "Expected a name, found a mapping, a list or an alias as a key.", offset });
      return null;
    }
    const key = textOf(node);
    if (key === "<<") {
      const message = "`<<` (merge) is not part of YAML 1.2: write the keys out, or use an anchor and an alias for a whole value.";
      this.problems.push({ code: "yaml-feature", message, offset });
      return null;
    }
    if (key === "__proto__") {
      this.problems.push({ code: "wrong-name", message: "`__proto__` cannot be used as a name here: choose another one.", offset });
      return null;
    }
    const first = earlier.get(key);
    if (first !== undefined) {
      const { line } = this.#lines.placeOf(first);
      const message = `${quoteName(key)} stands here a second time; the first is in line ${line}. Remove or rename one of them.`;
      this.problems.push({ code: "duplicate-key", message, offset });
      return null;
    }
    return key;
  }

  #locateList(items: readonly unknown[], offset: number, path: readonly (string | number)[]): Located {
    const children = new Map(items.map((item, index) => [index, this.locate(item, offset, [...path, index])]));
    const located = [...children.values()];
    const size = located.reduce((sum, child) => sum + child.size, 1);
    return { value: located.map((child) => child.value), offset, keys: new Map(), children, size, text: null };
  }

  #follow(name: string, offset: number, path: readonly (string | number)[]): Located {
    const target = this.#anchors.get(name);
    if (target === undefined || target === null) {
      const reason = target === null ? "it would hold itself" : "no anchor of that name stands before it";
      this.problems.push({ code: "yaml-feature", message: `The alias \`*${name}\` leads nowhere: ${reason}.`, offset });
      return leaf(null, offset, "");
    }
    this.#aliasedValues += target.size;
    if (this.#aliasedValues > mostAliasedValues && !this.isTooLarge) {
      this.isTooLarge = true;
      const message = `The aliases up to here stand for more than ${mostAliasedValues} values: write the file without so many of them.`;
      this.problems.push({ code: "yaml-feature", message, offset });
    }
    const isText = target.text !== null && target.value !== null && isVariable(path);
    return { ...target, value: isText ? target.text : target.value, offset };
  }
}

function leaf(value: unknown, offset: number, text: string | null): Located {
  return { value, offset, keys: new Map(), children: new Map(), size: 1, text };
}

function offsetOf(node: unknown, otherwise: number): number {
  if (isMap(node) || isSeq(node) || isScalar(node) || isAlias(node)) return node.range?.[0] ?? otherwise;
  return otherwise;
}

/** A number is taken as written: `1.10` must not become `1.1` on its way into a variable or a name. */
function textOf(node: { value: unknown; source?: string }): string {
  return typeof node.value === "string" ? node.value : (node.source ?? "");
}

/** Whether the path leads to the value of an environment variable, or to one of a matrix, which becomes one. */
function isVariable(path: readonly (string | number)[]): boolean {
  if (path[0] === "stages" && path[2] === "matrix") return path.length === (isCellList(path[3]) ? 6 : 5);
  if (path.at(-2) !== "env") return false;
  const isInStage = path[0] === "stages" && (path.length === 4 || (path.length === 6 && path[2] === "steps"));
  return path.length === 2 || isInStage;
}

function isCellList(key: string | number | undefined): boolean {
  return key === "include" || key === "exclude";
}

import { createLowlight } from "lowlight";
import { grammarOf, type Language } from "./languages.ts";

/** A piece of a line in one colour. */
export interface Token {
  readonly text: string;
  /** Such as `keyword` or `string`; `null` for plain text. */
  readonly kind: string | null;
}

const lowlight = createLowlight();

// Above this, colours cost more time than they save.
const mostCharacters = 60_000;

/** Makes a language ready; answers whether it is. */
export async function learn(language: Language): Promise<boolean> {
  if (lowlight.registered(language)) return true;
  try {
    lowlight.register(language, await grammarOf(language));
    return true;
  } catch {
    // A part of the window that cannot be fetched costs only the colours.
    return false;
  }
}

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
  readonly properties?: { readonly className?: unknown };
}

/** Colours lines that follow each other; each line's tokens make up the line. `null` when it would take too long. */
export function tokensOf(language: Language, lines: readonly string[]): Token[][] | null {
  const text = lines.join("\n");
  if (text.length > mostCharacters) return null;
  const coloured: Token[][] = [[]];
  const walk = (node: Node, kind: string | null): void => {
    if (node.type === "text") {
      (node.value ?? "").split("\n").forEach((part, index) => {
        if (index > 0) coloured.push([]);
        if (part !== "") coloured[coloured.length - 1]?.push({ text: part, kind });
      });
      return;
    }
    for (const child of node.children ?? []) walk(child, kindOf(node) ?? kind);
  };
  walk(lowlight.highlight(language, text) as Node, null);
  return coloured;
}

function kindOf({ properties }: Node): string | null {
  const names = properties?.className;
  const [name] = Array.isArray(names) ? names : [];
  return typeof name === "string" ? name.replace(/^hljs-/, "") : null;
}

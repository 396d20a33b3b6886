import { Lexer, Tokenizer, type Tokens, type TokensList } from "marked";

/** Quotes, lists and emphasis within each other: more than a person writes, and far from where a stack ends. */
const deepest = 24;
/** For the end of an emphasis the rest of its paragraph is looked through. In characters, all of them together. */
const mostSearched = 8_000_000;
/** How far is looked ahead for where plain text ends, in characters. */
const furthest = 1_000;
/** In characters. What is longer would take the window seconds to set and to draw. */
const longest = 128 * 1024;

/** The parts of a text that nobody vouches for; `null` when it is too long for that. Takes a bounded time, whatever it holds. */
export function readMarkdown(text: string): TokensList | null {
  if (text.length > longest) return null;
  return new Lexer({ gfm: true, tokenizer: new BoundedTokenizer() }).lex(text);
}

/** What lies deeper, or costs more, stands as the text that it is. */
class BoundedTokenizer extends Tokenizer {
  #depth = 0;
  #searched = 0;

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return this.#within(() => super.blockquote(src));
  }

  override list(src: string): Tokens.List | undefined {
    return this.#within(() => super.list(src));
  }

  override emStrong(src: string, maskedSrc: string, prevChar?: string): Tokens.Em | Tokens.Strong | undefined {
    return this.#isAffordable(src, "*_") ? this.#within(() => super.emStrong(src, maskedSrc, prevChar)) : undefined;
  }

  override del(src: string, maskedSrc: string, prevChar?: string): Tokens.Del | undefined {
    return this.#isAffordable(src, "~") ? this.#within(() => super.del(src, maskedSrc, prevChar)) : undefined;
  }

  /** It looks ahead through the rest of a word for an address, from each sign in it: a word may be a whole paragraph. */
  override inlineText(src: string): Tokens.Text | undefined {
    return super.inlineText(src.length > furthest ? src.slice(0, furthest) : src);
  }

  #isAffordable(src: string, begins: string): boolean {
    if (!begins.includes(src.charAt(0))) return false;
    this.#searched += src.length;
    return this.#searched <= mostSearched;
  }

  #within<Value>(read: () => Value | undefined): Value | undefined {
    if (this.#depth === deepest) return undefined;
    this.#depth += 1;
    try {
      return read();
    } finally {
      this.#depth -= 1;
    }
  }
}

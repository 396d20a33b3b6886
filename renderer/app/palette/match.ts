/** How well a text answers a query, and which parts of it do. */
export interface Match {
  /** Higher is better. */
  readonly score: number;
  /** Parts of the text in order, told apart by whether they were asked for. */
  readonly parts: readonly { readonly text: string; readonly isHit: boolean }[];
}

/**
 * Matches a query against a text: every word of the query must stand in the text or in `more` (words that find it but
 * are not shown). Beginnings of the text and of words count more than middles. `null` when a word is missing.
 */
export function matchText(query: string, text: string, more = ""): Match | null {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const lower = text.toLowerCase();
  const hits: { from: number; to: number }[] = [];
  let score = 0;
  for (const word of words) {
    const at = bestPlace(lower, word);
    if (at >= 0) {
      hits.push({ from: at, to: at + word.length });
      score += at === 0 ? 4 : isWordStart(lower, at) ? 3 : 1;
    } else if (more.toLowerCase().includes(word)) score += 0.5;
    else return null;
  }
  return { score: score - text.length / 1_000, parts: cut(text, hits) };
}

function bestPlace(text: string, word: string): number {
  let at = text.indexOf(word);
  const first = at;
  while (at > 0 && !isWordStart(text, at)) at = text.indexOf(word, at + 1);
  return at >= 0 ? at : first;
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? "");
}

function cut(text: string, hits: { from: number; to: number }[]): Match["parts"] {
  const parts: { text: string; isHit: boolean }[] = [];
  let at = 0;
  for (const { from, to } of hits.sort((one, other) => one.from - other.from)) {
    if (to <= at) continue;
    if (from > at) parts.push({ text: text.slice(at, from), isHit: false });
    parts.push({ text: text.slice(Math.max(at, from), to), isHit: true });
    at = to;
  }
  if (at < text.length || parts.length === 0) parts.push({ text: text.slice(at), isHit: false });
  return parts;
}

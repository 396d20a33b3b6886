import { cardOf } from "./board-items.ts";
import type { PlanFile } from "./plan-folder.ts";

/** What is searched of an item, in small letters: what weighs most first. */
interface Searched {
  readonly title: string;
  readonly fields: string;
  readonly description: string;
  readonly comments: string;
}

const searched = new WeakMap<PlanFile, Searched>();

/** The keys of the items that hold all the words, the best first; the order of `files` decides between equals. */
export function searchItems(files: Iterable<PlanFile>, text: string): string[] {
  const words = plain(text)
    .split(/\s+/)
    .filter((word) => word !== "");
  const found: { key: string; score: number }[] = [];
  for (const file of files) {
    const card = cardOf(file);
    if (card === null || file.item === null) continue;
    const scores = words.map((word) => scoreOf(word, card.number, searchedOf(file, card.title)));
    if (scores.every((score) => score > 0)) found.push({ key: file.key, score: scores.reduce((sum, score) => sum + score, 0) });
  }
  return found.sort((a, b) => b.score - a.score).map(({ key }) => key);
}

function scoreOf(word: string, number: number | null, { title, fields, description, comments }: Searched): number {
  if (number !== null && (word === `#${number}` || word === String(number))) return 100;
  const at = title.indexOf(word);
  if (at !== -1) return at === 0 || title[at - 1] === " " ? 20 : 10;
  if (fields.includes(word)) return 6;
  if (description.includes(word)) return 3;
  return comments.includes(word) ? 1 : 0;
}

function searchedOf(file: PlanFile, title: string): Searched {
  const known = searched.get(file);
  if (known !== undefined) return known;
  const values = file.item?.values;
  const made = {
    title: plain(title),
    fields: plain([...(values?.labels ?? []), values?.milestone ?? "", values?.assignee ?? "", values?.column ?? "", file.key].join("\n")),
    description: plain(values?.description ?? ""),
    comments: plain((values?.comments ?? []).map(({ author, text }) => `${author}\n${text}`).join("\n")),
  };
  searched.set(file, made);
  return made;
}

/** Without differences of letters' size, accents and composition. */
function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase();
}

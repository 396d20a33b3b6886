import { randomBytes } from "node:crypto";

/** Crockford's: without letters that are taken for digits. */
const letters = "0123456789abcdefghjkmnpqrstvwxyz";
const randomLetters = 6;
const mostSlugCharacters = 40;

/** The name of a new item's file, without `.md`: words of its title for people, and letters by chance that nobody else draws. */
export function newItemKey(title: string): string {
  return `${slugOf(title)}-${randomWord(randomLetters)}`;
}

/** What a new comment is called by. */
export function newCommentId(): string {
  return randomWord(10);
}

/** The words of a title as they can stand in a name of a file or a branch; `item` when nothing of it can. */
export function slugOf(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase();
  const words = plain.replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-+|-+$/g, "");
  const cut = words.length <= mostSlugCharacters ? words : words.slice(0, mostSlugCharacters).replace(/-[^-]*$/, "");
  return cut.replaceAll(/-+$/g, "") || "item";
}

function randomWord(length: number): string {
  return [...randomBytes(length)].map((byte) => letters[byte % letters.length]).join("");
}

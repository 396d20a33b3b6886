/*
 * How commits and branches name items: `#12` in a message, `12-fix-login` or `fix/#12` as a branch. Only what stands for
 * itself counts: nothing inside words, addresses or other numbers.
 */

/** Longer numbers are no item's: a colour, a hash, the number of a ticket elsewhere. */
const maxDigits = 7;

/** A `#`, digits, and nothing beside them that would make them part of something longer. */
const named = new RegExp(`(?<![\\p{L}\\p{N}_#&/.@:=-])#([1-9]\\d{0,${maxDigits - 1}})(?![\\p{L}\\p{N}_]|[.,-]\\d)`, "gu");
const addresses = /\b[a-z][a-z0-9+.-]{0,20}:\/\/\S+|\bwww\.\S+/gi;
/** Numbers of requests on a server, which count by themselves. */
const requests = /\b(?:pull request|merge request|PR) [#!]\d+/gi;
/** What git and its servers write into the message of a merge. */
const mergedBranch = /^Merge (?:remote-tracking )?branch(?:es)? '([^']+)'/;
const mergedRequest = /^Merge pull request #\d+ from [^/\s]+\/(\S+)/;

/** Folders of branches whose numbers are versions or years. */
const numberedFolders = new Set(["release", "releases", "stable", "support", "version", "versions", "hotfix"]);

/** The numbers of the items that a commit's message names, each once, in their order. */
export function itemsNamedIn(message: string): number[] {
  const plain = message.replace(addresses, " ").replace(requests, " ");
  return unique([...plain.matchAll(named)].map(([, digits]) => Number(digits)));
}

/**
 * The numbers of the items that a branch names, its remote left out: by a part that begins with one and goes on in words
 * (`feature/12-fix-login`), by one that is nothing else (`fix/12`), or with a `#` wherever it stands (`fix-#12`).
 */
export function itemsNamedByBranch(branch: string): number[] {
  const parts = branch.split("/");
  return unique(
    parts.flatMap((part, place) => {
      const [, begins] = /^([1-9]\d*)(?=[-_]\p{L})/u.exec(part) ?? [];
      const [, alone] = /^([1-9]\d*)$/.exec(part) ?? [];
      const isVersion = place === 0 || numberedFolders.has(parts[place - 1]?.toLowerCase() ?? "");
      const marked = [...part.matchAll(/(?<![\p{L}\p{N}#])#([1-9]\d*)(?![\p{L}\p{N}])/gu)].map(([, digits]) => digits);
      return [begins, isVersion ? undefined : alone, ...marked].flatMap((digits) =>
        digits !== undefined && digits.length <= maxDigits ? [Number(digits)] : [],
      );
    }),
  );
}

/** The branch that a merge brought, as its message tells; `null` for another commit's message. */
export function branchMergedBy(subject: string): string | null {
  return (mergedBranch.exec(subject) ?? mergedRequest.exec(subject))?.[1] ?? null;
}

/** A branch for work on an item: its number, and its title in plain letters, such as `12-fix-login`. */
export function branchNameFor(number: number, title: string): string {
  const words = title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .split(" ");
  let slug = "";
  for (const word of words) {
    const longer = slug === "" ? word : `${slug}-${word}`;
    if (longer.length > maxSlug) break;
    slug = longer;
  }
  // A part that is only a number is no item's name everywhere, and a word of digits would not go on in words.
  return /^\p{L}/u.test(slug) ? `${number}-${slug}` : `${number}-item${slug === "" ? "" : `-${slug}`}`;
}

/** Longer names of branches are cut off wherever they are shown. */
const maxSlug = 40;

function unique(numbers: readonly number[]): number[] {
  return [...new Set(numbers)];
}

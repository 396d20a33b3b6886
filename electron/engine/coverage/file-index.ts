/** The files whose paths end alike. */
export interface SuffixMatch {
  /** How many parts at the end are the same; 0 when nothing ends alike. */
  readonly parts: number;
  /** The best ones; more than one when nobody can tell which is meant. At best {@link shownCandidates}. */
  readonly paths: readonly string[];
}

const shownCandidates = 5;

/** The paths of a project's files, to be found whole or by how they end. */
export class FileIndex {
  /** From the file's name outwards, each part with a slash behind it, in order: what ends alike stands together. */
  readonly #reversed: readonly string[];

  /** `paths` are relative to the project, with `/`. */
  constructor(paths: Iterable<string>) {
    this.#reversed = Array.from(paths, reverse).sort();
  }

  /** Whether there is a file of this path. */
  has(path: string): boolean {
    const wanted = reverse(path);
    return this.#reversed[this.#placeOf(wanted)] === wanted;
  }

  /** The files with the most parts at the end of their path in common with `path`. */
  endingLike(path: string): SuffixMatch {
    const wanted = reverse(path);
    const place = this.#placeOf(wanted);
    const shared = Math.max(sharedLength(wanted, this.#reversed[place - 1]), sharedLength(wanted, this.#reversed[place]));
    if (shared === 0) return { parts: 0, paths: [] };
    const ending = wanted.slice(0, shared);
    const paths: string[] = [];
    let at = this.#placeOf(ending);
    for (; paths.length < shownCandidates; at += 1) {
      const found = this.#reversed[at];
      if (!found?.startsWith(ending)) break;
      paths.push(reverse(found.slice(0, -1)).slice(0, -1));
    }
    return { parts: ending.split("/").length - 1, paths };
  }

  /** The first place whose path is not before `wanted`. */
  #placeOf(wanted: string): number {
    let low = 0;
    let high = this.#reversed.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#reversed[middle] ?? "") < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function reverse(path: string): string {
  return `${path.split("/").reverse().join("/")}/`;
}

/** The length of the whole parts that both begin with. */
function sharedLength(one: string, other = ""): number {
  let end = 0;
  for (let at = 0; at < one.length && one.charCodeAt(at) === other.charCodeAt(at); at += 1) if (one.charAt(at) === "/") end = at + 1;
  return end;
}

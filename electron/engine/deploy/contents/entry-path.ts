/** What would break a line of a list, or be a separator elsewhere. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const oddCharacters = /[\u0000-\u001f\u007f\\]/;

/**
 * The path of an entry inside its release's folder, without `./` and a `/` at its end; empty for that folder itself, `null`
 * when it would leave it or could not be told on one line.
 */
export function pathInside(path: string): string | null {
  if (path.startsWith("/") || /^[a-zA-Z]:/.test(path) || oddCharacters.test(path)) return null;
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return parts.includes("..") ? null : parts.join("/");
}

/** Why {@link pathInside} takes no such path. */
export function whyNotInside(path: string): string {
  return oddCharacters.test(path)
    ? "has a control character or a backslash in its name, which no list of a target could tell"
    : "would not be put into its folder";
}

/** More than any real path has; beyond it links lead to each other. */
const mostLinks = 40;

/**
 * Whether a link of a release stays inside its folder, whichever links of the release it leads through. `links`: where each
 * of them leads, by its path.
 */
export function staysInside(path: string, links: ReadonlyMap<string, string>): boolean {
  let followed = 0;
  const left = path.split("/");
  const walked: string[] = [];
  while (left.length > 0) {
    const part = left.shift() ?? "";
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (walked.pop() === undefined) return false;
      continue;
    }
    const target = links.get([...walked, part].join("/"));
    if (target === undefined) {
      walked.push(part);
      continue;
    }
    followed += 1;
    if (followed > mostLinks || target.startsWith("/") || oddCharacters.test(target)) return false;
    left.unshift(...target.split("/"));
  }
  return true;
}

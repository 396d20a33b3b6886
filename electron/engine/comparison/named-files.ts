/** What looks like a path with an ending, of any system. */
const pathLike = /(?:[\w@.+-]+[\\/])*[\w@+.-]*\.[A-Za-z]\w*/g;

/** Names that say too little to stand without their folder. */
const common = /^(index|main|mod|lib|__init__|package|readme|config|utils?|types?)\./i;

/**
 * Which of these paths (with `/`) a text names: whole, with folders before them as tools write them, without some of their
 * first folders, or by the file's name alone where that tells it apart.
 */
export function namedFiles(text: string, paths: readonly string[]): string[] {
  const said = new Set((text.match(pathLike) ?? []).map((word) => word.replaceAll("\\", "/").replace(/^(\.\/)+/, "")));
  const endings = new Set([...said].flatMap(endingsOf));
  const byName = Map.groupBy(paths, nameOf);
  return paths.filter((path) => {
    if (endings.has(path)) return true;
    if (endingsOf(path).some((ending) => ending.includes("/") && said.has(ending))) return true;
    const name = nameOf(path);
    return said.has(name) && byName.get(name)?.length === 1 && !common.test(name);
  });
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `a/b/c.ts` as a whole, without its first folder, and so on. */
function endingsOf(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, place) => parts.slice(place).join("/"));
}

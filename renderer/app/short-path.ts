/** A path as people write it: below the home folder with `~`. */
export function shortPath(path: string, homeFolder: string): string {
  if (homeFolder === "" || homeFolder === "/") return path;
  if (path === homeFolder) return "~";
  const isBelow = path.startsWith(homeFolder) && /^[/\\]/.test(path.slice(homeFolder.length));
  return isBelow ? `~${path.slice(homeFolder.length)}` : path;
}

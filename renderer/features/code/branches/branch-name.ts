/** A text as git takes it for a branch: what cannot stand in a name is a dash. */
export function branchName(text: string): string {
  return text
    .trim()
    .replaceAll(/[\s~^:?*[\\\p{Cc}]+|@\{|\.\.+/gu, "-")
    .replace(/^[-/.]+/, "")
    .replace(/(?:[/.]|\.lock)+$/, "");
}

/** The version at the end of a name such as `v1.2.3` or `shop@1.2.3-beta.1`, with what stands before it, the `v` left out. */
interface NamedVersion {
  readonly prefix: string;
  readonly numbers: readonly [number, number, number];
}

function versionOf(name: string): NamedVersion | null {
  const [, prefix = "", major, minor, patch] = /^(.*?)(\d+)\.(\d+)\.(\d+)(?:[-+][0-9A-Za-z.+-]*)?$/.exec(name) ?? [];
  return patch === undefined ? null : { prefix: prefix.replace(/v$/, ""), numbers: [Number(major), Number(minor), Number(patch)] };
}

/** Whether one version only mends another: the same but for a higher last number. */
export function isPatchOf(name: string, of: string): boolean {
  const [later, earlier] = [versionOf(name), versionOf(of)];
  if (later === null || earlier === null || later.prefix !== earlier.prefix) return false;
  const [major, minor, patch] = later.numbers;
  return major === earlier.numbers[0] && minor === earlier.numbers[1] && patch > earlier.numbers[2];
}

/** Whether one version is of an older line than another. */
export function isLower(name: string, than: string): boolean {
  const [one, other] = [versionOf(name), versionOf(than)];
  if (one === null || other === null) return false;
  const [place = 2] = [0, 1, 2].filter((number) => one.numbers[number as 0] !== other.numbers[number as 0]);
  return (one.numbers[place as 0] ?? 0) < (other.numbers[place as 0] ?? 0);
}

import { realpath } from "node:fs/promises";
import { dirname, sep } from "node:path";

/** Whether the folder of `file` truly lies in `folder`, and no link leads out of it. Of what is not there yet, the next folder that is counts. */
export async function isBelow(folder: string, file: string): Promise<boolean> {
  const top = await realpath(folder).catch(() => null);
  if (top === null) return false;
  for (let place = dirname(file); ; place = dirname(place)) {
    const real = await realpath(place).catch(() => null);
    if (real !== null) return real === top || real.startsWith(top + sep);
    if (place === dirname(place)) return false;
  }
}

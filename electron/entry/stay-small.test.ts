import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const module = JSON.stringify(join(import.meta.dirname, "stay-small.ts"));

/** How large the young generation, in MiB, becomes in a process where much of what is made lives for a while. */
function youngMiB(before: string): number {
  const script = `
    import { getHeapSpaceStatistics } from "node:v8";
    import { staySmall } from ${module};
    ${before}
    const living = [];
    for (let index = 0; index < 3_000_000; index += 1) living[index % 50_000] = { index };
    console.log(getHeapSpaceStatistics().find((space) => space.space_name === "new_space").physical_space_size / 1024 ** 2);`;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  return Number(output);
}

test.runIf(process.versions.v8.startsWith("13."))("a process that stays small keeps a small young generation", () => {
  expect(youngMiB("staySmall();")).toBeLessThan(youngMiB("") / 2);
});

test("nothing is said about it", () => {
  const script = `import { staySmall } from ${module}; staySmall();`;
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

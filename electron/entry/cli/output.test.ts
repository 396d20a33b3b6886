import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";

const module = JSON.stringify(join(import.meta.dirname, "output.ts"));

/** A program that prints with what `output.ts` exports. */
function program(script: string): ChildProcess {
  return spawn(process.execPath, ["--input-type=module", "-e", `import { print } from ${module}; ${script}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function end(child: ChildProcess): Promise<{ exitCode: number | null; bytes: Buffer }> {
  if (child.stdout === null) throw new Error("There is no standard output.");
  const [bytes, [exitCode]] = await Promise.all([buffer(child.stdout), once(child, "exit")]);
  return { exitCode, bytes };
}

test("an answer larger than a pipe holds arrives whole, also when the process ends at once", async () => {
  const { exitCode, bytes } = await end(program(`print("å".repeat(1_000_000)); print("end"); process.exit(5)`));
  expect({ exitCode, text: bytes.toString() }).toEqual({ exitCode: 5, text: `${"å".repeat(1_000_000)}end` });
});

test("an answer arrives whole and in order where standard output does not wait", async () => {
  // Making the stream of a pipe turns waiting off, as another program that shares it could.
  const script = `process.stdout._handle.setBlocking(false); print("a".repeat(1_000_000)); print("b"); print("c")`;
  const { exitCode, bytes } = await end(program(script));
  expect({ exitCode, text: bytes.toString() }).toEqual({ exitCode: 0, text: `${"a".repeat(1_000_000)}bc` });
});

test("a reader that has seen enough ends the program well", async () => {
  const child = program(`for (;;) print("line\\n")`);
  child.stdout?.once("data", () => child.stdout?.destroy());
  expect(await once(child, "exit")).toEqual([0, null]);
});

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes packages with sources into a project, `packages/pN/src/dM/fM.ts`; answers the files. */
export function writeSources(project: string, stages: number, filesEach: number): string[] {
  const files: string[] = [];
  for (let stage = 0; stage < stages; stage += 1) {
    for (let number = 0; number < filesEach; number += 1) {
      const folder = join(project, `packages/p${stage}/src/d${number % 200}`);
      mkdirSync(folder, { recursive: true });
      const file = join(folder, `f${number}.ts`);
      writeFileSync(file, `export const value = ${JSON.stringify(`${stage} ${number}`.repeat(40))};\n`);
      files.push(file);
    }
  }
  return files;
}

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipelineJsonSchema } from "../shared/pipeline/definition.ts";
import { outFolder } from "./bootstrap/root.mjs";

/** Writes the JSON Schema of `millrace.yml` for editors and for publishing; returns where it is. */
export function writePipelineSchema(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "millrace.schema.json");
  writeFileSync(path, `${JSON.stringify(pipelineJsonSchema(), null, 2)}\n`);
  return path;
}

if (import.meta.main) console.log(writePipelineSchema(outFolder));

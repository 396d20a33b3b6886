import { join } from "node:path";
import { type PlannedService, planService } from "../../../shared/pipeline/planned-service.ts";
import { parseEnvFile } from "./env-file.ts";
import { readPipelineFile } from "./read-pipeline-file.ts";

/*
 * Services of a project that has a Procfile and names none in `millrace.yml`. The format is Heroku's
 * (https://devcenter.heroku.com/articles/procfile); ports and `.env` are as in foreman, whose users expect them.
 */

/** The file's name. */
export const procfileName = "Procfile" as const;

/** The file of variables beside it, which is read when a service starts, and never kept. */
export const envFileName = ".env";

/** The first process type's port, and how far the next one's is. */
const firstPort = 5_000;
const portStep = 100;

/** A line of a Procfile. */
export interface ProcfileEntry {
  readonly name: string;
  readonly command: string;
  /** From 1. */
  readonly line: number;
}

/** The process types of a Procfile, in its order; the last of one name counts. Lines that are none are passed over, as comments are. */
export function parseProcfile(text: string): ProcfileEntry[] {
  const entries = new Map<string, ProcfileEntry>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [, name, command] = /^([A-Za-z0-9_-]+):\s*(.*\S)\s*$/.exec(line) ?? [];
    if (name === undefined || command === undefined || !/^[A-Za-z0-9]/.test(name)) continue;
    entries.delete(name);
    entries.set(name, { name, command, line: index + 1 });
  }
  return [...entries.values()];
}

/**
 * The services of a folder's Procfile with their lines; `null` without one. Each gets a PORT of its own, 100 apart from 5000
 * or from the PORT of `.env`; whether it listens there nobody knows, so that no port is waited for.
 */
export async function readProcfile(
  folder: string,
): Promise<{ readonly services: PlannedService[]; readonly lines: Readonly<Record<string, number>> } | null> {
  const read = await readPipelineFile(join(folder, procfileName));
  if (read.kind !== "text") return null;
  const entries = parseProcfile(read.text);
  if (entries.length === 0) return null;
  const variables = await readPipelineFile(join(folder, envFileName));
  const given = variables.kind === "text" ? Number(parseEnvFile(variables.text).PORT) : Number.NaN;
  const base = Number.isInteger(given) && given > 0 && given < 65_536 ? given : firstPort;
  const envFile = variables.kind === "missing" ? null : envFileName;
  return {
    services: entries.map(({ name, command }, index) => ({
      ...planService(name, { run: command, env: { PORT: String(base + index * portStep) } }),
      envFile,
    })),
    lines: Object.fromEntries(entries.map(({ name, line }) => [name, line])),
  };
}

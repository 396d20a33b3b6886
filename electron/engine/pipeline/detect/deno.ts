import { chooseTasks } from "./choose-tasks.ts";
import { asRecord, readJsonFile } from "./json-file.ts";
import type { ProjectFolder } from "./project-folder.ts";
import { addChosen, noteEffects, type Proposal, type ProposedStage, usualNeeds } from "./proposal.ts";

/** Deno, with its tasks before its own commands. */
export async function detectDeno(folder: ProjectFolder): Promise<Proposal | null> {
  const source = folder.firstFile("deno.json", "deno.jsonc");
  const manifest = source === null ? null : await readJsonFile(folder, source);
  if (source === null || manifest === null) return null;
  const tasks = Object.entries(asRecord(manifest.tasks)).map(([name, task]) => ({ name, text: textOfTask(task) }));
  const stages: ProposedStage[] = [];
  const { chosen, effects } = chooseTasks(tasks);
  noteEffects(folder, source, effects);
  if (!chosen.some((task) => task.role === "lint")) stages.push({ id: "lint", role: "lint", run: "deno lint", needs: [], source });
  addChosen(stages, chosen, source, (name) => `deno task ${name}`);
  if (!chosen.some((task) => task.role === "test") && (await hasDenoTests(folder))) {
    stages.push({ id: "test", role: "test", run: "deno test", needs: usualNeeds("test", stages), source });
  }
  return { kind: "toolchain", toolchain: "Deno", prefix: "deno", stages };
}

function textOfTask(task: unknown): string {
  if (typeof task === "string") return task;
  const { command, dependencies } = asRecord(task);
  return [command, ...(Array.isArray(dependencies) ? dependencies : [])].filter((part) => typeof part === "string").join(" ");
}

async function hasDenoTests(folder: ProjectFolder): Promise<boolean> {
  const folders = await Promise.all(
    ["tests", "test", "src", "lib"].filter((name) => folder.hasFolder(name)).map((name) => folder.openFolder(name)),
  );
  return [folder, ...folders].some((opened) =>
    [...(opened?.entries.files ?? [])].some((name) => /(^|[._])test\.([mc]?[jt]s|[jt]sx)$/.test(name)),
  );
}

import type { NamedTask } from "./choose-tasks.ts";
import { readLines } from "./lines.ts";
import type { ProjectFolder } from "./project-folder.ts";
import type { Proposal } from "./proposal.ts";
import { proposeRunner } from "./runner.ts";

/** just, by the recipes of its file that take no arguments. */
export async function detectJust(folder: ProjectFolder): Promise<Proposal | null> {
  const source = [...folder.entries.files].find((name) => /^\.?justfile$/i.test(name));
  const text = source === undefined ? null : await folder.readText(source);
  if (source === undefined || text === null) return null;
  const recipes: NamedTask[] = [];
  for (const line of readLines(text)) {
    const recipe = /^@?([A-Za-z_][\w-]*)((?:\s+[^:\s][^:]*)?)\s*:(?!=)(.*)$/.exec(line);
    if (recipe !== null) {
      const [, name = "", parameters = "", body = ""] = recipe;
      const isCallable = parameters.split(/\s+/).every((parameter) => parameter === "" || /[=*]/.test(parameter));
      recipes.push({ name: isCallable && !/^(alias|set|import|mod|export)$/.test(name) ? name : "", text: body });
      continue;
    }
    const last = recipes.at(-1);
    if (last !== undefined && /^\s/.test(line)) recipes[recipes.length - 1] = { ...last, text: `${last.text} ; ${line.trim()}` };
  }
  return proposeRunner(folder, {
    toolchain: "just",
    command: "just",
    source,
    tasks: recipes.filter((recipe) => recipe.name !== "" && !recipe.name.startsWith("_")),
  });
}

import type { NamedTask } from "./choose-tasks.ts";
import { linesBelow } from "./lines.ts";
import type { ProjectFolder } from "./project-folder.ts";
import type { Proposal } from "./proposal.ts";
import { proposeRunner } from "./runner.ts";

/** In the order in which Task looks for them. */
const fileNames = ["yml", "yaml", "dist.yml", "dist.yaml"].flatMap((ending) => [`Taskfile.${ending}`, `taskfile.${ending}`]);

/** Task (go-task), by the tasks of its file. The file is simple enough to be read by its lines. */
export async function detectTask(folder: ProjectFolder): Promise<Proposal | null> {
  const source = folder.firstFile(...fileNames);
  const text = source === null ? null : await folder.readText(source);
  if (source === null || text === null) return null;
  const tasks = readTasks(linesBelow(text, "tasks")).filter((task) => !/\binternal:\s*true\b/.test(task.text));
  return proposeRunner(folder, { toolchain: "Task", command: "task", source, tasks });
}

/** Names stand at the first indentation, everything about them deeper. */
function readTasks(lines: readonly string[]): NamedTask[] {
  const indent = lines.map((line) => /^([ \t]+)[^\s#]/.exec(line)?.[1]).find((text) => text !== undefined) ?? "  ";
  const tasks: NamedTask[] = [];
  for (const line of lines) {
    const rest = line.startsWith(indent) ? line.slice(indent.length) : "";
    const header = /^(?:'([^']+)'|"([^"]+)"|([^\s#'"][^\s]*?))[ \t]*:(?:\s|$)/.exec(rest);
    const last = tasks.at(-1);
    if (header !== null) tasks.push({ name: header[1] ?? header[2] ?? header[3] ?? "", text: rest.slice(header[0].length) });
    else if (last !== undefined) tasks[tasks.length - 1] = { ...last, text: `${last.text} ; ${line.trim()}` };
  }
  return tasks;
}

import { chooseTasks, type NamedTask } from "./choose-tasks.ts";
import { asRecord, readJsonFile } from "./json-file.ts";
import type { ProjectFolder } from "./project-folder.ts";
import { isPlainWord, noteEffects, type Proposal, type ProposedStage, usualNeeds } from "./proposal.ts";

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

/** Composer with its scripts; PHPUnit or Pest where no script runs the tests. */
export async function detectComposer(folder: ProjectFolder): Promise<Proposal | null> {
  const source = "composer.json";
  const manifest = await readJsonFile(folder, source);
  if (manifest === null) return null;
  const scripts = Object.entries(asRecord(manifest.scripts)).map(([name, script]) => ({
    name,
    text: [script].flat().map(String).join(" ; "),
  }));
  const stages: ProposedStage[] = [{ id: "install", role: "install", run: "composer install", needs: [], source }];
  const { chosen, effects } = chooseTasks(scripts.filter(({ name }) => !/^(pre|post)-/.test(name)));
  noteEffects(folder, source, effects);
  addChosen(stages, chosen, source, (name) => `composer run ${name}`);
  if (!stages.some((stage) => stage.role === "test")) {
    const required = { ...asRecord(manifest.require), ...asRecord(manifest["require-dev"]) };
    const configuration = folder.firstFile("phpunit.xml", "phpunit.xml.dist", "phpunit.dist.xml");
    const program = "pestphp/pest" in required ? "pest" : configuration !== null || "phpunit/phpunit" in required ? "phpunit" : null;
    if (program !== null)
      stages.push({ id: "test", role: "test", run: `vendor/bin/${program}`, needs: ["install"], source: configuration ?? source });
  }
  return { kind: "toolchain", toolchain: "Composer", prefix: "composer", stages };
}

/** Bundler with RSpec, Rails' own tests or Rake, and RuboCop where it is configured. */
export async function detectBundler(folder: ProjectFolder): Promise<Proposal | null> {
  const source = folder.firstFile("Gemfile", "gems.rb");
  const rakefile = folder.firstFile("Rakefile", "rakefile", "Rakefile.rb");
  if (source === null) return null;
  const gemspec = [...folder.entries.files].find((name) => name.endsWith(".gemspec"));
  const files = [source, folder.firstFile("Gemfile.lock"), gemspec ?? null].filter((name) => name !== null);
  const gems = (await Promise.all(files.map((name) => folder.readText(name)))).join("\n");
  const stages: ProposedStage[] = [{ id: "install", role: "install", run: "bundle install", needs: [], source }];
  const needs = ["install"];
  if (folder.hasFile(".rubocop.yml") && /\brubocop/.test(gems)) {
    stages.push({ id: "lint", role: "lint", run: "bundle exec rubocop", needs, source: ".rubocop.yml" });
  }
  const rake = rakefile === null ? "" : ((await folder.readText(rakefile)) ?? "");
  const hasRails = (await folder.openFolder("bin"))?.hasFile("rails") === true;
  if (folder.hasFolder("spec") && (/\brspec/.test(gems) || folder.hasFile(".rspec"))) {
    stages.push({ id: "test", role: "test", run: "bundle exec rspec", needs, source: folder.hasFile(".rspec") ? ".rspec" : source });
  } else if (hasRails && folder.hasFolder("test")) {
    stages.push({ id: "test", role: "test", run: "bin/rails test", needs, source });
  } else if (rakefile !== null && /TestTask|task\s*[:(]?\s*["':]*test\b|load_tasks/i.test(rake)) {
    stages.push({ id: "test", role: "test", run: "bundle exec rake test", needs, source: rakefile });
  }
  return { kind: "toolchain", toolchain: "Bundler", prefix: "bundler", stages };
}

/** just, by the recipes of its file that take no arguments. */
export async function detectJust(folder: ProjectFolder): Promise<Proposal | null> {
  const source = [...folder.entries.files].find((name) => /^\.?justfile$/i.test(name));
  const text = source === undefined ? null : await folder.readText(source);
  if (source === undefined || text === null) return null;
  const recipes: NamedTask[] = [];
  for (const line of text.split(/\r?\n/)) {
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

/** Task (go-task), by the tasks of its file. The file is simple enough to be read by its lines. */
export async function detectTask(folder: ProjectFolder): Promise<Proposal | null> {
  const source = folder.firstFile(
    "Taskfile.yml",
    "taskfile.yml",
    "Taskfile.yaml",
    "taskfile.yaml",
    "Taskfile.dist.yml",
    "Taskfile.dist.yaml",
  );
  const text = source === null ? null : await folder.readText(source);
  if (source === null || text === null) return null;
  const block =
    /^tasks:[^\S\n]*(?:#[^\n]*)?\n((?:[^\S\n]+[^\n]*\n|[^\S\n]*(?:#[^\n]*)?\n)*)/m.exec(`${text.replaceAll("\r\n", "\n")}\n`)?.[1] ?? "";
  const indent = /^([^\S\n]+)[^\s#]/m.exec(block)?.[1] ?? "  ";
  const tasks: NamedTask[] = [];
  for (const line of block.split("\n")) {
    const header =
      line.startsWith(indent) && !/^[\s#]/.test(line.slice(indent.length))
        ? /^['"]?([^'"\s][^'"]*?)['"]?\s*:(?:\s|$)(.*)$/.exec(line.slice(indent.length))
        : null;
    const last = tasks.at(-1);
    if (header !== null) tasks.push({ name: header[1] ?? "", text: header[2] ?? "" });
    else if (last !== undefined) tasks[tasks.length - 1] = { ...last, text: `${last.text} ; ${line.trim()}` };
  }
  return proposeRunner(folder, {
    toolchain: "Task",
    command: "task",
    source,
    tasks: tasks.filter((task) => !/\binternal:\s*true\b/.test(task.text)),
  });
}

interface RunnerFile {
  readonly toolchain: string;
  readonly command: string;
  readonly source: string;
  readonly tasks: readonly NamedTask[];
}

function proposeRunner(folder: ProjectFolder, { toolchain, command, source, tasks }: RunnerFile): Proposal {
  const stages: ProposedStage[] = [];
  const { chosen, effects } = chooseTasks(tasks);
  noteEffects(folder, source, effects);
  addChosen(stages, chosen, source, (name) => `${command} ${name}`);
  return { kind: "runner", toolchain, prefix: command, stages };
}

function addChosen(
  stages: ProposedStage[],
  chosen: ReturnType<typeof chooseTasks>["chosen"],
  source: string,
  command: (name: string) => string,
): void {
  for (const { name, role } of chosen) {
    if (isPlainWord(name)) stages.push({ id: name, role, run: command(name), needs: usualNeeds(role, stages), source });
  }
}

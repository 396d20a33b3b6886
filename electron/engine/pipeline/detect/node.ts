import { chooseTasks, type NamedTask } from "./choose-tasks.ts";
import { asRecord, type JsonRecord, readJsonFile, textEntries } from "./json-file.ts";
import { findWorkspaceScripts, workspacePatterns } from "./node-workspaces.ts";
import type { ProjectFolder } from "./project-folder.ts";
import { addChosen, noteEffects, type Proposal, type ProposedStage, usualNeeds } from "./proposal.ts";

/** The package managers of Node. */
export type NodeManager = "npm" | "pnpm" | "yarn" | "bun";

/** What `npm init` writes where a project has no tests. */
const noTests = /echo\s+\\?["']?Error: no test specified/i;

/** npm, pnpm, Yarn or Bun with the scripts of `package.json`. */
export async function detectNode(folder: ProjectFolder): Promise<Proposal | null> {
  const manifest = await readJsonFile(folder, "package.json");
  if (manifest === null) return null;
  const manager = chooseManager(folder, manifest);
  const install = await proposeInstall(folder, manifest, manager);
  const stages: ProposedStage[] =
    install === null ? [] : [{ id: "install", role: "install", run: install, needs: [], source: "package.json" }];
  addScripts(stages, readScripts(manifest), folder, manager);
  await addWorkspaces(stages, folder, manifest, manager);
  return { kind: "toolchain", toolchain: manager === "yarn" ? "Yarn" : manager === "bun" ? "Bun" : manager, prefix: manager, stages };
}

function chooseManager(folder: ProjectFolder, manifest: JsonRecord): NodeManager {
  const declared = manifest.packageManager ?? asRecord(asRecord(manifest.devEngines).packageManager).name;
  const named = typeof declared === "string" ? /^(npm|pnpm|yarn|bun)(?=@|$)/.exec(declared)?.[1] : undefined;
  if (named !== undefined) return named as NodeManager;
  if (folder.hasFile("pnpm-lock.yaml") || folder.hasFile("pnpm-workspace.yaml")) return "pnpm";
  if (folder.firstFile("bun.lock", "bun.lockb") !== null) return "bun";
  if (folder.hasFile("package-lock.json") || folder.hasFile("npm-shrinkwrap.json")) return "npm";
  return folder.hasFile("yarn.lock") ? "yarn" : "npm";
}

/** `null` when there is nothing to install. */
async function proposeInstall(folder: ProjectFolder, manifest: JsonRecord, manager: NodeManager): Promise<string | null> {
  const fields = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "workspaces"];
  const hasAny =
    fields.some((field) => Object.keys(asRecord(manifest[field])).length > 0) || (await workspacePatterns(folder, manifest)).length > 0;
  if (!hasAny) return null;
  switch (manager) {
    case "npm":
      return folder.firstFile("package-lock.json", "npm-shrinkwrap.json") === null ? "npm install" : "npm ci";
    case "pnpm":
      return folder.hasFile("pnpm-lock.yaml") ? "pnpm install --frozen-lockfile" : "pnpm install";
    case "bun":
      return folder.firstFile("bun.lock", "bun.lockb") === null ? "bun install" : "bun install --frozen-lockfile";
    case "yarn":
      if (!folder.hasFile("yarn.lock")) return "yarn install";
      return (await isClassicYarn(folder)) ? "yarn install --frozen-lockfile" : "yarn install --immutable";
  }
}

/** Yarn 1 and its successors share the name but not the options; the old lock file says in its head what it is. */
async function isClassicYarn(folder: ProjectFolder): Promise<boolean> {
  if (folder.hasFile(".yarnrc.yml") || !folder.hasFile("yarn.lock")) return false;
  return (await folder.readText("yarn.lock"))?.slice(0, 300).includes("yarn lockfile v1") === true;
}

function readScripts(manifest: JsonRecord): NamedTask[] {
  const scripts = textEntries(manifest.scripts).map(([name, text]) => ({ name, text }));
  const texts = new Map(scripts.map(({ name, text }) => [name, text]));
  return scripts
    .filter(({ text }) => text.trim() !== "" && !noTests.test(text))
    .map(({ name, text }) => ({ name, text: `${texts.get(`pre${name}`) ?? ""} ; ${text} ; ${texts.get(`post${name}`) ?? ""}` }));
}

function addScripts(stages: ProposedStage[], scripts: readonly NamedTask[], folder: ProjectFolder, manager: NodeManager): void {
  const { chosen, effects } = chooseTasks(scripts);
  const texts = new Map(scripts.map(({ name, text }) => [name, text]));
  noteEffects(folder, "package.json", effects);
  addChosen(stages, chosen, "package.json", (name) => commandFor(manager, name, texts.get(name) ?? ""));
}

/** Runners that wait for changes unless they are told not to. */
const watchingTests: readonly (readonly [RegExp, string])[] = [
  [/\breact-scripts test\b(?!.*--watchAll=false)/, "--watchAll=false"],
  [/\bng test\b(?!.*--(no-watch|watch=false))/, "--watch=false"],
];

/** As a person types it. `bun test` is Bun's own runner, and Yarn's `yarn NAME` could be one of its own commands. */
function commandFor(manager: NodeManager, script: string, text: string): string {
  const command = script === "test" && manager !== "bun" ? `${manager} test` : `${manager} run ${script}`;
  const option = watchingTests.find(([pattern]) => pattern.test(text))?.[1];
  return option === undefined ? command : `${command} ${manager === "npm" ? "-- " : ""}${option}`;
}

/** Scripts that only the workspaces have are run in all of them at once. */
async function addWorkspaces(stages: ProposedStage[], folder: ProjectFolder, manifest: JsonRecord, manager: NodeManager): Promise<void> {
  const patterns = await workspacePatterns(folder, manifest);
  // Yarn 1 cannot pass over the workspaces without a script: it would fail at the first.
  if (patterns.length === 0 || (manager === "yarn" && (await isClassicYarn(folder)))) return;
  const names = await findWorkspaceScripts(folder, patterns, (text) => !noTests.test(text));
  for (const [name, role] of [
    ["lint", "lint"],
    ["build", "build"],
    ["test", "test"],
  ] as const) {
    if (!names.has(name) || stages.some((stage) => stage.role === role)) continue;
    stages.push({ id: name, role, run: inAllWorkspaces(manager, name), needs: usualNeeds(role, stages), source: "package.json" });
  }
}

function inAllWorkspaces(manager: NodeManager, script: string): string {
  switch (manager) {
    case "npm":
      return `npm run ${script} --workspaces --if-present`;
    case "pnpm":
      return `pnpm --recursive run ${script}`;
    case "yarn":
      return `yarn workspaces foreach --all run ${script}`;
    case "bun":
      return `bun run --filter '*' ${script}`;
  }
}

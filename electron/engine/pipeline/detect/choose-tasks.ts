import type { Role } from "./role.ts";

/** A script, target, recipe or task that a project names. */
export interface NamedTask {
  readonly name: string;
  /** What it runs and depends on; only searched for the names of other tasks. */
  readonly text: string;
}

/** A task that makes a stage. */
export interface ChosenTask {
  readonly name: string;
  readonly role: Role;
}

/** More cards of one kind than a person wants to see proposed. */
const mostPerRole = 5;

/** Bounds on what is compared with each other; no project names so many by hand. */
const mostTasks = 500;
const longestText = 4_000;

/** Words that say that a task changes sources, does not end by itself, or is another look at the same thing. */
const unsuitableWords = new Set(
  (
    "watch watcher dev develop development serve server start run preview open ui debug debugger inspect interactive headed repl " +
    "fix fixes write autofix update updates upgrade u record snapshot snapshots clean bench benchmark benchmarks perf profile profiling fuzz " +
    "coverage cov cover report reports stats analyze install uninstall only single one file setup init help list docker vm manual local " +
    "remote prod production staging storybook website site docs doc examples example demo playground gen generate"
  ).split(" "),
);

/** Kinds of tests that stand beside a plain `test` without being part of it. */
const separateTests = new Set(
  "unit integration e2e end2end types smoke acceptance functional component components contract system".split(" "),
);

const lintWords = new Set(
  "lint linter linting eslint stylelint vet clippy ruff flake8 pylint rubocop phpcs phpstan psalm shellcheck".split(" "),
);
const typeWords = new Set("typecheck typechecks tsc mypy pyright".split(" "));
const testWords = new Set("test tests testing spec specs unit e2e integration pytest jest vitest mocha unittest".split(" "));
const buildWords = new Set("build compile bundle".split(" "));
const formatWords = new Set("format formatting fmt prettier style".split(" "));
const verifyWords = new Set("check checks verify validate".split(" "));
const effectWords = new Set("deploy release publish ship semantic".split(" "));

/** Commands that wait for changes. */
const neverEnds = /\s--watch(All)?(\s|$)|(^|[\s;&(])watch\s/;

/** What Python projects call a build makes the files of a release. */
const packsRelease = /-m build\b|\b[sb]dist|\btwine\b|\b(poetry|flit|hatch|uv) build\b/;

/** A task as it is compared with the others. */
interface Candidate extends ChosenTask {
  readonly words: readonly string[];
  /** The words of its text: names of other tasks may be among them, or patterns that end in `*`. */
  readonly mentioned: ReadonlySet<string>;
}

/**
 * The tasks that make stages, told mostly by their names, in the order code, build, test. A task that another chosen one
 * runs anyway is left out, and so is whatever would change sources or never end. `effects` are the tasks that release or
 * deploy: running a whole detected pipeline must not publish anything, so they are named but never chosen.
 */
export function chooseTasks(tasks: readonly NamedTask[]): { readonly chosen: ChosenTask[]; readonly effects: string[] } {
  // A name that stands twice is one task; the later one counts, as it does for most runners.
  const unique = [...new Map(tasks.map((task) => [task.name, task])).values()];
  const named = unique.filter((task) => task.name.length <= 100).slice(0, mostTasks);
  const effects = named.filter((task) => roleOf(task.name) === "effect").map((task) => task.name);
  const candidates = named.flatMap(toCandidate);
  const mains = candidates.filter((task) => isMain(task, candidates));
  const chosen = mains.filter((task) => !isCovered(task, mains));
  const order: readonly Role[] = ["format", "lint", "types", "check", "build", "test"];
  const ordered = order.flatMap((role) => chosen.filter((task) => task.role === role).slice(0, mostPerRole));
  return { chosen: ordered.map(({ name, role }) => ({ name, role })), effects };
}

function toCandidate(task: NamedTask): Candidate[] {
  const role = roleOf(task.name);
  const text = task.text.slice(0, longestText);
  if (role === null || role === "effect" || neverEnds.test(text) || (role === "build" && packsRelease.test(text))) return [];
  return [{ name: task.name, role, words: wordsOf(task.name), mentioned: new Set(text.split(/[\s;&|"'`()]+/)) }];
}

/** What a task of this name is for; `null` when that cannot be told or it makes no stage. */
export function roleOf(name: string): Role | "effect" | null {
  const words = wordsOf(name);
  const first = words[0] ?? "";
  const has = (set: ReadonlySet<string>) => words.some((word) => set.has(word));
  if (has(effectWords)) return effectWords.has(first) ? "effect" : null;
  if (words.length === 0 || has(unsuitableWords) || /^(pre|post)(test|build|lint|check)/.test(name)) return null;
  if (has(formatWords)) return has(verifyWords) || has(lintWords) ? "format" : null;
  if (has(typeWords) || (words.some((word) => word === "type" || word === "types") && has(verifyWords))) return "types";
  if (lintWords.has(first) || (verifyWords.has(first) && has(lintWords))) return "lint";
  if (testWords.has(first)) return "test";
  if (buildWords.has(first)) return "build";
  return words.length === 1 && verifyWords.has(first) ? "check" : null;
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** Beside a plain `build` or `test` only what is clearly something else is kept. */
function isMain(task: Candidate, all: readonly Candidate[]): boolean {
  if (task.role !== "build" && task.role !== "test") return true;
  const plain = all.find((other) => other.role === task.role && other.words.length === 1);
  if (plain === undefined || plain === task) return true;
  return task.role === "test" && task.words.every((word) => testWords.has(word) || separateTests.has(word));
}

/**
 * Whether another task of its kind runs it; one that collects the others (`check`) is itself left out. A plain name is a
 * word of many commands (`playwright test`), so only a task for everything (`lint-all`) can run it.
 */
function isCovered(task: Candidate, all: readonly Candidate[]): boolean {
  if (task.role === "check") return all.some((other) => other !== task && mentions(task, other.name));
  const mayRunIt = (other: Candidate) => task.words.length > 1 || other.words.includes("all");
  return all.some(
    (other) => other !== task && other.role === task.role && mayRunIt(other) && mentions(other, task.name) && !mentions(task, other.name),
  );
}

function mentions(task: Candidate, name: string): boolean {
  if (task.mentioned.has(name)) return true;
  for (const word of task.mentioned) if (word.endsWith("*") && name.startsWith(word.replace(/\*{1,2}$/, ""))) return true;
  return false;
}

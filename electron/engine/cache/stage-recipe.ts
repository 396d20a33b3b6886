import { hash } from "node:crypto";
import type { CachePolicy, PlannedStage } from "../../../shared/pipeline/plan.ts";
import type { FileHasher } from "./hash-files.ts";
import type { Pace } from "./pace.ts";
import type { FoundFiles, ProjectTree } from "./project-tree.ts";
import { type HideValue, makeRecipe, type NeedResult, partsOfNeeds, partsOfStage, type Recipe, type RecipePart } from "./recipe.ts";
import type { ToolVersions } from "./tool-versions.ts";

/** What is asked of the cache for one stage. */
export interface StageQuestion {
  readonly stage: PlannedStage;
  /** What every stage of the run is given. */
  readonly environment: Readonly<Record<string, string>>;
  /** All variants of all stages that it needs. */
  readonly needs: readonly NeedResult[];
  /** What else its result depends on, by name: what the conditions of its steps ask for, such as the branch. */
  readonly facts: Readonly<Record<string, string>>;
}

/** Why a stage cannot be keyed this time, as the end of a sentence. */
export class NoRecipe extends Error {}

/** Reads all that stages of one run depend on. */
export interface RecipeReader {
  /** Everything beside the project's files. */
  readOthers(question: StageQuestion, policy: CachePolicy): Promise<Recipe>;
  /** The same with the inputs as they are in `tree`. Also answers what the outputs' patterns match there. */
  addInputs(
    others: Recipe,
    question: StageQuestion,
    policy: CachePolicy,
    tree: ProjectTree,
    pace: Pace,
  ): Promise<{ readonly recipe: Recipe; readonly outputs: FoundFiles }>;
}

/** `scope` tells the keys of one project from those of all others. */
export function createRecipeReader(scope: string, hasher: FileHasher, tools: ToolVersions, hide: HideValue): RecipeReader {
  const scopeOf = ({ stage }: StageQuestion) => JSON.stringify([scope, stage.name, stage.variant]);
  return {
    readOthers: async (question, policy) =>
      makeRecipe(scopeOf(question), [
        ...partsOfStage(question.stage, hide),
        ...partsOfMachine(question, policy, hide),
        ...(await partsOfTools(question, policy, tools)),
        ...partsOfNeeds(question.needs, hide),
      ]),
    addInputs: async (others, question, policy, tree, pace) => {
      const outputs = await tree.find(policy.outputs, { pace, followsLinks: false });
      const inputs = await tree.find(policy.inputs, { pace, followsLinks: true, isLeftOut: (path) => outputs.items.has(path) });
      const parts = [...others.parts, ...(await hashInputs(tree, hasher, inputs, pace))];
      return { recipe: makeRecipe(scopeOf(question), parts), outputs };
    },
  };
}

function partsOfMachine({ environment, facts }: StageQuestion, policy: CachePolicy, hide: HideValue): RecipePart[] {
  const variables = [...new Set(policy.env)].sort().map((name): RecipePart => {
    const value = environment[name];
    return { kind: "machine-env", name, value: value === undefined ? "not set" : hide(value) };
  });
  const others = Object.keys(facts).sort();
  return [...variables, ...others.map((name): RecipePart => ({ kind: "fact", name, value: hide(facts[name] ?? "") }))];
}

async function partsOfTools({ stage, environment }: StageQuestion, policy: CachePolicy, tools: ToolVersions): Promise<RecipePart[]> {
  const parts: RecipePart[] = [];
  const inStage = { ...environment, ...stage.steps[0]?.env };
  for (const name of [...new Set(policy.tools)].sort()) {
    parts.push({ kind: "tool", name, value: (await tools.versionOf(name, inStage)) ?? "not found" });
  }
  return parts;
}

async function hashInputs(tree: ProjectTree, hasher: FileHasher, { items }: FoundFiles, pace: Pace): Promise<RecipePart[]> {
  const parts: RecipePart[] = [];
  for (const [path, kind] of items) {
    if (pace.isDue) await pace.rest();
    if (kind === "folder") continue;
    const state = tree.state(path);
    if (state === null) {
      if (path.includes("\uFFFD")) throw new NoRecipe(`the name of ${path} is not UTF-8, so it cannot be read`);
      continue;
    }
    if (state.kind === "link") parts.push({ kind: "input", name: path, value: `link ${hash("sha256", tree.linkTarget(path), "hex")}` });
    else if (state.kind === "file") {
      const content = hasher.known(path, state) ?? (await hasher.hashFile(path, state, pace));
      if (content === null) throw new NoRecipe(`${path} was changing while it was read`);
      parts.push({ kind: "input", name: path, value: (state.mode & 0o111) === 0 ? content : `executable ${content}` });
    } else parts.push({ kind: "input", name: path, value: "no ordinary file" });
  }
  return parts;
}

import type { ProjectId } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import type { CacheLast, Store } from "../store/store.ts";
import { loadRecipe, type Recipe, saveRecipe } from "./recipe.ts";
import { sayWhatChanged } from "./why.ts";

type Named = Pick<PlannedStage, "name" | "variant">;

/** What the stages of a project depended on when they were last asked for, to say what is different now. */
export class LastRuns {
  readonly #store: Store;
  readonly #projectId: ProjectId;
  readonly #runNumber: number;
  /** Read when it is first needed. */
  #before: Map<string, CacheLast> | null = null;
  readonly #notes = new Map<string, CacheLast>();
  readonly #recipes = new Map<string, Recipe>();

  constructor(store: Store, projectId: ProjectId, runNumber: number) {
    this.#store = store;
    this.#projectId = projectId;
    this.#runNumber = runNumber;
  }

  /** Why there is no result of a stage with this recipe, as a sentence. */
  whyMissing(stage: Named, recipe: Recipe): string {
    const last = this.#of(stage);
    if (last === undefined) return "Ran because it is the first run with these inputs.";
    if (last.key !== recipe.key) {
      const before = loadRecipe(this.#store.folder, last.key);
      return before === null ? "Ran because what it depends on has changed." : sayWhatChanged(before, recipe);
    }
    if (last.note === null) return "Ran because its result is not in the cache any more.";
    return `Ran because nothing was kept of run ${last.runNumber}, which had the same inputs: ${last.note}.`;
  }

  /** Notes what a stage depended on in this run, and why its result was not kept; `null` when it was, or was there already. */
  note(stage: Named, recipe: Recipe, reason: string | null): void {
    if (this.#of(stage)?.key !== recipe.key) this.#recipes.set(recipe.key, recipe);
    this.noteKey(stage, recipe.key, reason);
  }

  /** The same where the recipe of the key is written already. */
  noteKey(stage: Named, key: string, reason: string | null): void {
    const before = this.#of(stage);
    if (reason === null && before?.key === key && before.note === null) return;
    this.#notes.set(nameOf(stage), { stage: stage.name, variant: stage.variant, key, runNumber: this.#runNumber, note: reason });
  }

  /** What is to be written, in a transaction of the caller's; the recipes are written at once. `done` when it was. */
  flush(): { readonly notes: readonly CacheLast[]; readonly done: () => void } {
    for (const recipe of this.#recipes.values()) saveRecipe(this.#store.folder, recipe);
    this.#recipes.clear();
    return {
      notes: [...this.#notes.values()],
      done: () => {
        for (const [name, note] of this.#notes) this.#before?.set(name, note);
        this.#notes.clear();
      },
    };
  }

  #of(stage: Named): CacheLast | undefined {
    if (this.#before === null) {
      const rows = this.#store.read(({ cache }) => cache.lastOf(this.#projectId));
      this.#before = new Map((rows.ok ? rows.value : []).map((row) => [nameOf({ name: row.stage, variant: row.variant }), row]));
    }
    return this.#notes.get(nameOf(stage)) ?? this.#before.get(nameOf(stage));
  }
}

function nameOf({ name, variant }: Named): string {
  return `${name}\0${variant}`;
}

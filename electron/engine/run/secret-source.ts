import type { ProjectId } from "../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import type { Vault } from "../secret/secret.ts";
import type { Store } from "../store/store.ts";

/** Why a stage does not get its secrets; the codes are reasons of a stage run. */
export type SecretSourceFailure = Failure<"secret-missing" | "secrets-unreadable">;

/** Gives the values of all secrets that a stage of the project names, or none. Those of an environment come before the project's. */
export type SecretSource = (
  project: ProjectId,
  names: readonly string[],
  environment?: string,
) => Promise<Result<ReadonlyMap<string, string>, SecretSourceFailure>>;

/** First what a person gave for this run alone, then what `source` knows. */
export function givenFirst(given: Readonly<Record<string, string>>, source: SecretSource): SecretSource {
  return async (project, names, environment) => {
    const others = names.filter((name) => !Object.hasOwn(given, name));
    const found = others.length === 0 ? ok(new Map<string, string>()) : await source(project, others, environment);
    if (!found.ok) return found;
    const own = names.filter((name) => Object.hasOwn(given, name)).map((name) => [name, given[name] ?? ""] as const);
    return ok(new Map([...found.value, ...own]));
  };
}

/** The secrets of the vault, of the folder that the history knows the project by: a run may be at work in another. */
export function secretsFrom(store: Store, vault: Vault): SecretSource {
  return async (id, names, environment = "") => {
    const project = store.read(({ projects }) => projects.get(id));
    if (!project.ok) return err(failure("secrets-unreadable", project.failure.message, project.failure.hint));
    const values = new Map<string, string>();
    for (const place of new Set(["", environment])) {
      const found = await vault.values(project.value?.path ?? "", place, names);
      if (!found.ok) return err(failure("secrets-unreadable", found.failure.message, found.failure.hint));
      for (const [name, value] of found.value) values.set(name, value);
    }
    const missing = names.filter((name) => !values.has(name));
    const [first] = missing;
    if (first === undefined) return ok(values);
    const message = missing.length === 1 ? `The secret ${first} is not set.` : `The secrets ${missing.join(", ")} are not set.`;
    const own = environment === "" ? "" : ` --environment ${environment}`;
    return err(failure("secret-missing", message, `Set it in Settings, or with: millrace secrets set ${first}${own}.`));
  };
}

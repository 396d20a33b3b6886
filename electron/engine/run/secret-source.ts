import type { ProjectId } from "../../../shared/ids.ts";
import { err, type Failure, failure, type Result } from "../../../shared/result.ts";
import type { Vault } from "../secret/secret.ts";
import type { Store } from "../store/store.ts";

/** Why a stage does not get its secrets; the codes are reasons of a stage run. */
export type SecretSourceFailure = Failure<"secret-missing" | "secrets-unreadable">;

/** Gives the values of all secrets that a stage of the project names, or none. */
export type SecretSource = (
  project: ProjectId,
  names: readonly string[],
) => Promise<Result<ReadonlyMap<string, string>, SecretSourceFailure>>;

/** The secrets of the vault, of the folder that the history knows the project by: a run may be at work in another. */
export function secretsFrom(store: Store, vault: Vault): SecretSource {
  return async (id, names) => {
    const project = store.read(({ projects }) => projects.get(id));
    if (!project.ok) return err(failure("secrets-unreadable", project.failure.message, project.failure.hint));
    const values = await vault.values(project.value?.path ?? "", "", names);
    if (!values.ok) return err(failure("secrets-unreadable", values.failure.message, values.failure.hint));
    const missing = names.filter((name) => !values.value.has(name));
    const [first] = missing;
    if (first === undefined) return values;
    const message = missing.length === 1 ? `The secret ${first} is not set.` : `The secrets ${missing.join(", ")} are not set.`;
    return err(failure("secret-missing", message, `Set it in Settings, or with: millrace secrets set ${first}.`));
  };
}

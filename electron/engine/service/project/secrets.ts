import type { SecretList } from "../../../../shared/contract/secrets.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { loadPipeline } from "../../pipeline/pipeline.ts";
import type { SecretFailure, Vault } from "../../secret/secret.ts";
import type { Store, StoreFailure } from "../../store/store.ts";
import type { NotFound } from "../not-there.ts";
import { findProject } from "./projects.ts";

type ByProject = { readonly projectId: ProjectId };
type ByName = ByProject & { readonly name: string };

/** The `secrets` area of the contract. */
export interface SecretService {
  list(input: ByProject): Promise<Result<SecretList, NotFound | SecretFailure | StoreFailure>>;
  set(input: ByName & { readonly value: string }): Promise<Result<undefined, NotFound | SecretFailure | StoreFailure>>;
  remove(input: ByName): Promise<Result<undefined, NotFound | SecretFailure | StoreFailure>>;
}

/** Until environments have secrets of their own. */
const noEnvironment = "";

/** Keeps secrets in the vault, for the folders of the projects. */
export function createSecretService(store: Store, vault: Vault): SecretService {
  return {
    list: async ({ projectId }) => {
      const project = findProject(store, projectId);
      return project.ok ? listSecrets(vault, project.value.path, noEnvironment) : project;
    },
    set: async ({ projectId, name, value }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      const kept = await vault.set({ project: project.value.path, environment: noEnvironment, name, value });
      return kept.ok ? ok(undefined) : kept;
    },
    remove: async ({ projectId, name }) => {
      const project = findProject(store, projectId);
      return project.ok ? removeSecret(vault, project.value.path, noEnvironment, name) : project;
    },
  };
}

/** What the pipeline in the folder asks for, and what is set for it. */
export async function listSecrets(vault: Vault, folder: string, environment: string): Promise<Result<SecretList, SecretFailure>> {
  const [{ stages, environments }, set] = await Promise.all([loadPipeline(folder), vault.names(folder, environment)]);
  if (!set.ok) return set;
  const asked = new Map<string, string[]>();
  const deploying = environments.map(({ name, secrets }) => ({ name: `deploy:${name}`, secrets }));
  for (const stage of [...stages, ...deploying])
    for (const name of stage.secrets) asked.set(name, [...(asked.get(name) ?? []), stage.name]);
  const names = new Set([...asked.keys(), ...set.value]);
  const secrets = [...names].map((name) => ({ name, isSet: set.value.includes(name), stages: asked.get(name) ?? [] }));
  return ok({ secrets, protection: await vault.protection() });
}

/** Forgets a value. */
export async function removeSecret(
  vault: Vault,
  folder: string,
  environment: string,
  name: string,
): Promise<Result<undefined, NotFound | SecretFailure>> {
  const removed = await vault.remove({ project: folder, environment, name });
  if (!removed.ok) return removed;
  return removed.value ? ok(undefined) : err(failure("not-found", `The secret ${name} is not set.`, "See millrace secrets list."));
}

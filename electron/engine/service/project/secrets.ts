import type { SecretList } from "../../../../shared/contract/secrets.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { loadPipeline } from "../../pipeline/pipeline.ts";
import type { Secret, SecretFailure, SecretPlace, Vault } from "../../secret/secret.ts";
import type { Store, StoreFailure } from "../../store/store.ts";
import { unknownEnvironment } from "../deployment/facts.ts";
import type { NotFound } from "../not-there.ts";
import { findProject } from "./projects.ts";

type ByProject = { readonly projectId: ProjectId };
type ByName = ByProject & { readonly name: string; readonly environment?: string | undefined };

/** Why a secret was not kept. */
export type KeepSecretFailure = SecretFailure | Failure<"unknown-environment">;

/** The `secrets` area of the contract. */
export interface SecretService {
  list(input: ByProject): Promise<Result<SecretList, NotFound | SecretFailure | StoreFailure>>;
  set(input: ByName & { readonly value: string }): Promise<Result<undefined, NotFound | KeepSecretFailure | StoreFailure>>;
  remove(input: ByName): Promise<Result<undefined, NotFound | SecretFailure | StoreFailure>>;
}

/** Where values are that are for all of a project. */
const allOfProject = "";

/** Keeps secrets in the vault, for the folders of the projects. */
export function createSecretService(store: Store, vault: Vault): SecretService {
  return {
    list: async ({ projectId }) => {
      const project = findProject(store, projectId);
      return project.ok ? listSecrets(vault, project.value.path) : project;
    },
    set: async ({ projectId, name, environment = allOfProject, value }) => {
      const project = findProject(store, projectId);
      return project.ok ? keepSecret(vault, { project: project.value.path, environment, name, value }) : project;
    },
    remove: async ({ projectId, name, environment = allOfProject }) => {
      const project = findProject(store, projectId);
      return project.ok ? removeSecret(vault, { project: project.value.path, environment, name }) : project;
    },
  };
}

/** What the pipeline in the folder asks for, and what is set for it. */
export async function listSecrets(vault: Vault, folder: string): Promise<Result<SecretList, SecretFailure>> {
  const [pipeline, set] = await Promise.all([loadPipeline(folder), vault.places(folder)]);
  if (!set.ok) return set;
  const serving = pipeline.operations.services.map(({ name, secrets }) => ({ name: `service:${name}`, secrets }));
  const stages = [...pipeline.stages, ...serving];
  const names = [stages, pipeline.environments, set.value.map(({ name }) => ({ secrets: [name] }))].flat();
  const asking = (all: readonly { readonly name: string; readonly secrets: readonly string[] }[], secret: string) =>
    all.filter(({ secrets }) => secrets.includes(secret)).map(({ name }) => name);
  const secrets = [...new Set(names.flatMap((one) => one.secrets))].map((name) => {
    const own = set.value.filter((place) => place.name === name).map(({ environment }) => environment);
    return {
      ...{ name, isSet: own.includes(allOfProject), setFor: own.filter((environment) => environment !== allOfProject) },
      ...{ stages: asking(stages, name), environments: asking(pipeline.environments, name) },
    };
  });
  const environments = [...new Set([...pipeline.environments.map(({ name }) => name), ...secrets.flatMap(({ setFor }) => setFor)])];
  return ok({ secrets, environments, protection: await vault.protection() });
}

/** Keeps a value, for an environment of the pipeline in the folder or for all of the project. */
export async function keepSecret(vault: Vault, secret: Secret): Promise<Result<undefined, KeepSecretFailure>> {
  const { project, environment } = secret;
  if (environment !== allOfProject) {
    const { environments } = await loadPipeline(project);
    if (!environments.some(({ name }) => name === environment)) return err(unknownEnvironment("The pipeline", environment, environments));
  }
  const kept = await vault.set(secret);
  return kept.ok ? ok(undefined) : kept;
}

/** Forgets a value. */
export async function removeSecret(vault: Vault, place: SecretPlace): Promise<Result<undefined, NotFound | SecretFailure>> {
  const removed = await vault.remove(place);
  if (!removed.ok) return removed;
  const where = place.environment === allOfProject ? "" : ` for ${place.environment}`;
  return removed.value
    ? ok(undefined)
    : err(failure("not-found", `The secret ${place.name} is not set${where}.`, "See millrace secrets list."));
}

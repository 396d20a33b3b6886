import type { SecretEntry } from "../../../../shared/contract/secrets.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { findFolder } from "../../../engine/project/folders.ts";
import { keyFile, keysInFile, openVault, type Vault } from "../../../engine/secret/secret.ts";
import { keepSecret, listSecrets, removeSecret } from "../../../engine/service/project/secrets.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { openHistory, projectAt } from "../history.ts";
import { readSecret } from "../read-secret.ts";

/** `millrace secrets list`: names, never values. */
export const executeSecretsList: Execute = async (invocation) => {
  const place = await findPlace(invocation);
  if (!place.ok) return place;
  const { vault, folder, environment } = place.value;
  const listed = await listSecrets(vault, folder);
  if (!listed.ok) return fail(listed.failure);
  const { protection } = listed.value;
  const secrets = environment === "" ? listed.value.secrets : listed.value.secrets.filter((secret) => concerns(secret, environment));
  if (invocation.isJson) {
    invocation.out.write(`${JSON.stringify({ secrets, protection })}\n`);
    return ok(exitCodes.passed);
  }
  const width = Math.max(0, ...secrets.map(({ name }) => name.length));
  for (const secret of secrets) {
    const state = stateOf(secret, environment).padEnd(environment === "" ? 7 : 11);
    invocation.out.write(`${visible(`${secret.name.padEnd(width)}  ${state}  ${usesOf(secret, environment)}`)}\n`);
  }
  const whoAsks = environment === "" ? "The pipeline" : environment;
  if (secrets.length === 0) invocation.out.write(`${visible(whoAsks)} asks for no secrets, and none is set.\n`);
  return ok(exitCodes.passed);
};

function concerns({ environments, setFor }: SecretEntry, environment: string): boolean {
  return environments.includes(environment) || setFor.includes(environment);
}

function stateOf({ isSet, setFor }: SecretEntry, environment: string): string {
  if (environment === "") return isSet ? "set" : "not set";
  if (setFor.includes(environment)) return "set";
  return isSet ? "set for all" : "not set";
}

function usesOf({ stages, environments, setFor }: SecretEntry, environment: string): string {
  const asking = environment === "" ? [...stages, ...environments] : environments.filter((name) => name === environment);
  const asked = asking.length === 0 ? `no ${environment === "" ? "stage" : "deployment"} asks for it` : `for ${asking.join(", ")}`;
  return environment === "" && setFor.length > 0 ? `${asked}; set for ${setFor.join(", ")} by itself` : asked;
}

/** `millrace secrets set NAME`: the value is typed unseen, or comes from standard input. */
export const executeSecretsSet: Execute = async (invocation) => {
  const [name = "", ...more] = invocation.words;
  if (more.length > 0 || name.includes("="))
    return failUsage(
      "A secret's value is never given as an argument: the list of processes and the shell's history would show it.",
      "Type it when asked, or give it on standard input: millrace secrets set NAME < FILE",
    );
  const place = await findPlace(invocation);
  if (!place.ok) return place;
  const value = await readSecret(process.stdin, (text) => invocation.errorOut.write(text), name);
  if (!value.ok) return fail(value.failure, value.failure.code === "canceled" ? exitCodes.canceled : exitCodes.usage);
  const { vault, folder, environment } = place.value;
  const kept = await keepSecret(vault, { project: folder, environment, name, value: value.value });
  if (!kept.ok) return fail(kept.failure);
  invocation.out.write(invocation.isJson ? `${JSON.stringify({ name })}\n` : `${name} is set.\n`);
  return ok(exitCodes.passed);
};

/** `millrace secrets remove NAME`. */
export const executeSecretsRemove: Execute = async (invocation) => {
  const [name = ""] = invocation.words;
  const place = await findPlace(invocation);
  if (!place.ok) return place;
  const { vault, folder, environment } = place.value;
  const removed = await removeSecret(vault, { project: folder, environment, name });
  if (!removed.ok) return fail(removed.failure);
  invocation.out.write(invocation.isJson ? `${JSON.stringify({ name })}\n` : `${visible(name)} is forgotten.\n`);
  return ok(exitCodes.passed);
};

interface Place {
  readonly vault: Vault;
  /** The project's, whose secrets they are. */
  readonly folder: string;
  readonly environment: string;
}

/** The project that holds the folder; a folder that was never opened is one by itself, as for `millrace run`. */
async function findPlace(invocation: Invocation): Promise<Result<Place, CommandFailure>> {
  const { projectFolder, dataFolder, options } = invocation;
  const folder = await findFolder(projectFolder);
  if (!folder.ok) return fail(folder.failure);
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const project = projectAt(store.value, folder.value);
  store.value.close();
  if (!project.ok) return fail(project.failure);
  const vault = openVault(dataFolder, keysInFile(keyFile(process.env), dataFolder, null));
  const environment = typeof options.environment === "string" ? options.environment : "";
  return ok({ vault, folder: project.value?.path ?? folder.value, environment });
}

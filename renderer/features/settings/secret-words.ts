import type { SecretEntry } from "../../../shared/contract/secrets.ts";

/** An environment by its name; `null` is all of the project. */
export type ValuesFor = string | null;

/** Those that the environment asks for or has a value of; all where none is chosen. */
export function secretsFor(secrets: readonly SecretEntry[], environment: ValuesFor): SecretEntry[] {
  if (environment === null) return [...secrets];
  return secrets.filter(({ environments, setFor }) => environments.includes(environment) || setFor.includes(environment));
}

/** Whether there is a value for exactly this. */
export function hasOwnValue({ isSet, setFor }: SecretEntry, environment: ValuesFor): boolean {
  return environment === null ? isSet : setFor.includes(environment);
}

/** Whether something asks for it and gets no value. */
export function isMissing({ isSet, setFor, stages, environments }: SecretEntry, environment: ValuesFor): boolean {
  if (isSet) return false;
  if (environment !== null) return environments.includes(environment) && !setFor.includes(environment);
  return stages.length > 0 || environments.some((name) => !setFor.includes(name));
}

/** How it stands with the value. */
export function stateOf(secret: SecretEntry, environment: ValuesFor): string {
  if (hasOwnValue(secret, environment)) return "Set";
  return environment !== null && secret.isSet ? "As for all" : "Not set";
}

/** Who asks for it, and which environments have a value of their own. */
export function usesOf({ stages, environments, setFor }: SecretEntry, environment: ValuesFor): string {
  if (environment !== null) {
    return environments.includes(environment) ? `For deployments to ${environment}` : "No deployment asks for it";
  }
  const asking = [...stages, ...environments];
  const asked = asking.length === 0 ? "No stage asks for it" : `For ${asking.join(", ")}`;
  if (setFor.length === 0) return asked;
  return `${asked}. ${setFor.join(", ")} ${setFor.length === 1 ? "has a value of its own" : "have values of their own"}`;
}

/** What removing its value would stop; empty when nothing. */
export function lostBy({ isSet, stages, environments, setFor }: SecretEntry, environment: ValuesFor): string {
  if (environment !== null) {
    if (isSet) return `Deployments to ${environment} get the value for all of the project then.`;
    return environments.includes(environment) ? `Deployments to ${environment} ask for it, and will not begin without it.` : "";
  }
  const losing = [...stages, ...environments.filter((name) => !setFor.includes(name))];
  if (losing.length === 0) return "";
  return losing.length === 1
    ? `${losing[0]} asks for it, and will not run without it.`
    : `${losing.join(", ")} ask for it, and will not run without it.`;
}

import { refuseInChanges } from "../git/git.ts";
import { createRedactor, redactText } from "../secret/secret.ts";
import type { RunRequest } from "./run-request.ts";
import type { SecretSource } from "./secret-source.ts";

/**
 * Takes the secrets of the run's stages out of what is kept of changed files: a person, or an earlier stage, may have
 * written one into the project. A secret that cannot be read is not looked for; its stage will say why.
 */
export async function cleanChanges(request: RunRequest, secrets: SecretSource): Promise<RunRequest> {
  const { stages, projectId, pendingChanges, changes } = request;
  const values = new Map<string, string>();
  for (const name of new Set(stages.flatMap((stage) => stage.secrets))) {
    const read = await secrets(projectId, [name]);
    if (read.ok) for (const [known, value] of read.value) values.set(known, value);
  }
  if (values.size === 0) return request;
  if (pendingChanges !== null)
    await refuseInChanges(pendingChanges, () => {
      const finder = createRedactor(values);
      return {
        look: (piece) => void finder.push(piece),
        found: () => {
          finder.end();
          return finder.found;
        },
      };
    });
  return { ...request, changes: changes?.map((path) => redactText(path, values)) ?? null };
}

import { ok, type Result } from "../../../../shared/result.ts";
import type { SecretFailure, Vault } from "../../secret/secret.ts";
import type { StoredProject } from "../../store/store.ts";

/** The values of every environment; one name may have several. */
export async function allSecrets(
  vault: Vault,
  { path }: Pick<StoredProject, "path">,
): Promise<Result<ReadonlyMap<string, string>, SecretFailure>> {
  const places = await vault.places(path);
  if (!places.ok) return places;
  const all = new Map<string, string>();
  for (const { environment, name } of places.value) {
    const values = await vault.values(path, environment, [name]);
    if (!values.ok) return values;
    for (const value of values.value.values()) all.set(`${environment}/${name}`, value);
  }
  return ok(all);
}

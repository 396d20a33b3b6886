import { err, ok, type Result } from "../../../shared/result.ts";
import { type Manifest, parseManifest } from "./target/manifest.ts";
import { places, type Survey, type Target, type TargetFailure } from "./target/target.ts";

/** What a target serves. */
export interface Serving {
  /** The text of the link `current`; `null` when there is none. */
  readonly link: string | null;
  /** The name of the release below releases/; `null` when it is none of ours. */
  readonly name: string | null;
  readonly manifest: Manifest | null;
}

/** The link that leads to a release. */
export function linkTo(name: string): string {
  return `${places.releases}/${name}`;
}

/** The name of the release that a link leads to; `null` when it leads elsewhere, or nowhere. */
export function nameIn({ current, releases }: Survey): string | null {
  const name = current?.startsWith(linkTo("")) ? current.slice(linkTo("").length) : "";
  return releases.includes(name) ? name : null;
}

/** Reads which release serves: by the link alone, whatever anybody wrote down. */
export async function readServing(target: Target, survey: Survey): Promise<Result<Serving, TargetFailure>> {
  const name = nameIn(survey);
  const manifest = name === null ? ok(null) : await readManifest(target, name);
  if (!manifest.ok) return err(manifest.failure);
  return ok({ link: survey.current, name: manifest.value === null ? null : name, manifest: manifest.value });
}

/** What belongs into a release on the target; `null` when nobody knows. */
export async function readManifest(target: Target, name: string): Promise<Result<Manifest | null, TargetFailure>> {
  const text = await target.readText(`${places.manifests}/${name}`);
  return text.ok ? ok(parseManifest(text.value)) : text;
}

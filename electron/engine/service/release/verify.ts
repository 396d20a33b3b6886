import type { Verification } from "../../../../shared/contract/releases.ts";
import type { ReleaseId } from "../../../../shared/ids.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import { releaseFolder } from "../../data-folder.ts";
import { verifyFiles, verifyTag } from "../../release/release.ts";
import type { Store, StoreFailure } from "../../store/store.ts";
import { found, type NotFound } from "../not-there.ts";

/** Checks a release again: its files, its sums, its bill of materials, its tag and whose signature that has. */
export async function verifyRelease(
  store: Store,
  id: ReleaseId,
): Promise<Result<{ isGood: boolean; checks: Verification[] }, NotFound | StoreFailure>> {
  const read = found(
    store.read(({ releases, projects }) => {
      const release = releases.get(id);
      const detail = releases.detail(id);
      const project = release === null ? null : projects.get(release.projectId);
      return release === null || detail === null || project === null ? null : { release, detail, project };
    }),
    `The release ${id}`,
  );
  if (!read.ok) return read;
  const { release, detail, project } = read.value;
  if (release.state !== "released") {
    const checks = [{ subject: `release ${release.version}`, isGood: false, detail: `It is not made: it stands at ${release.state}.` }];
    return ok({ isGood: false, checks });
  }
  const files = await verifyFiles({ folder: releaseFolder(store.folder, id), artifacts: detail.artifacts, sbom: detail.sbom });
  const { tag, commit, isSigned } = release;
  const tags = tag === null ? [] : await verifyTag(project.path, { isTrusted: project.trusted }, { name: tag, commit, isSigned });
  const checks = [...files, ...tags];
  return ok({ isGood: checks.every(({ isGood }) => isGood), checks });
}

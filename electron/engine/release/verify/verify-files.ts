import { readdir, readFile, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { ReleaseArtifact, ReleaseDetail, Verification } from "../../../../shared/contract/releases.ts";
import { formatBytes } from "../../../../shared/time.ts";
import { sbomName, sha256Of, sumsName, sumsOf } from "../keep/keep-files.ts";

/** The files of a release as they were recorded. */
export interface RecordedFiles {
  /** The release's folder, absolute. */
  readonly folder: string;
  readonly artifacts: readonly Pick<ReleaseArtifact, "path" | "bytes" | "sha256">[];
  readonly sbom: ReleaseDetail["sbom"];
}

/** Checks the files of a release byte for byte, their list of sums, and the bill of materials. */
export async function verifyFiles({ folder, artifacts, sbom }: RecordedFiles): Promise<Verification[]> {
  const checks: Verification[] = [];
  for (const { path, bytes, sha256 } of artifacts) {
    const found = await lookAt(join(folder, "files", path));
    checks.push(checkFile(path, found, { bytes, sha256 }));
  }
  const known = new Set(artifacts.map(({ path }) => path));
  const strange = (await listFiles(join(folder, "files"))).filter((path) => !known.has(path));
  for (const path of strange)
    checks.push({ subject: path, isGood: false, detail: "It lies among the files of the release, and is none of them." });
  const sums = await readFile(join(folder, sumsName), "utf8").catch(() => null);
  const isSame =
    sums ===
    sumsOf(
      artifacts.map((file) => file),
      sbom?.sha256 ?? null,
    );
  checks.push({
    subject: sumsName,
    isGood: isSame,
    detail: isSame ? "It lists these files with these sums." : sums === null ? "It is not there." : "It says other sums than the history.",
  });
  if (sbom !== null) {
    const found = await lookAt(join(folder, sbomName));
    const check = checkFile("bill of materials", found, { bytes: null, sha256: sbom.sha256 });
    checks.push(check.isGood ? { ...check, detail: `It names ${sbom.componentCount} packages, and is as it was made.` } : check);
  }
  return checks;
}

interface Seen {
  readonly bytes: number;
  readonly sha256: string;
}

function checkFile(
  subject: string,
  found: Seen | null,
  expected: { readonly bytes: number | null; readonly sha256: string },
): Verification {
  if (found === null) return { subject, isGood: false, detail: "It is not there, or cannot be read." };
  if (found.sha256 === expected.sha256) return { subject, isGood: true, detail: `${formatBytes(found.bytes)}, SHA-256 ${found.sha256}.` };
  const size =
    expected.bytes === null || found.bytes === expected.bytes ? "" : ` and it has ${found.bytes} bytes instead of ${expected.bytes}`;
  return { subject, isGood: false, detail: `It was changed: its SHA-256 is ${found.sha256} instead of ${expected.sha256}${size}.` };
}

async function lookAt(path: string): Promise<Seen | null> {
  try {
    return { bytes: (await stat(path)).size, sha256: await sha256Of(path) };
  } catch {
    // Whatever keeps it from being read, it cannot be deployed either.
    return null;
  }
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll(sep, "/"),
    );
}

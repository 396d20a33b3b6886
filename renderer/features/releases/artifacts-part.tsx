import { Copy } from "lucide-react";
import type { ReleaseArtifact, ReleaseDetail } from "../../../shared/contract/releases.ts";
import { countOf } from "../../../shared/counts.ts";
import { formatBytes } from "../../../shared/time.ts";
import { visible } from "../../../shared/visible.ts";
import { copyText } from "../../actions/editor-actions.ts";
import { saveTable } from "../../actions/save-table.ts";
import { IconButton } from "../../ui/button.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { Part } from "../../ui/part.tsx";
import styles from "./artifacts-part.module.css";
import { filesTable } from "./files-table.ts";

/** The files of a release with their sums, and the bill of materials. */
export function ArtifactsPart({ detail: { release, artifacts, sbom, sbomNote } }: { detail: ReleaseDetail }) {
  if (artifacts.length === 0 && release.state !== "released") return null;
  const bytes = artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0);
  return (
    <Part
      title="Artifacts"
      aside={artifacts.length === 0 ? undefined : `${artifacts.length}, ${formatBytes(bytes)}`}
      actions={
        artifacts.length > 0 && (
          <ExportMenu
            what="the artifacts"
            size="small"
            onSave={(format) => void saveTable(format, filesTable(release.version, artifacts))}
          />
        )
      }
    >
      {artifacts.length === 0 ? (
        <p className={styles.none}>It holds no file: no stage of its run keeps artifacts.</p>
      ) : (
        <ArtifactTable artifacts={artifacts} />
      )}
      <p className={styles.sbom}>
        {sbom === null ? (
          (sbomNote ?? "There is no bill of materials.")
        ) : (
          <>
            Bill of materials: CycloneDX 1.6, {countOf(sbom.componentCount, "component")}
            <Sum what="the bill of materials" sha256={sbom.sha256} />
          </>
        )}
      </p>
    </Part>
  );
}

/** Files with their sizes and sums. */
export function ArtifactTable({ artifacts }: { artifacts: readonly ReleaseArtifact[] }) {
  return (
    <table className={styles.table} aria-label="Artifacts">
      <thead className="visually-hidden">
        <tr>
          <th scope="col">File</th>
          <th scope="col">Size</th>
          <th scope="col">SHA-256</th>
        </tr>
      </thead>
      <tbody>
        {artifacts.map(({ path, bytes, sha256 }) => (
          <tr key={path}>
            <td className={styles.path}>{visible(path)}</td>
            <td className={styles.size}>{formatBytes(bytes)}</td>
            <td className={styles.sum}>
              <Sum what={path} sha256={sha256} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A sum as far as it is read by people, and the whole of it to copy. */
function Sum({ what, sha256 }: { what: string; sha256: string }) {
  return (
    <span className={styles.whole}>
      <code title={sha256}>{sha256.slice(0, 12)}</code>
      <IconButton size="small" label={`Copy the SHA-256 of ${what}`} onClick={() => void copyText(sha256, `the SHA-256 of ${what}`)}>
        <Copy size={14} strokeWidth={2} aria-hidden="true" />
      </IconButton>
    </span>
  );
}

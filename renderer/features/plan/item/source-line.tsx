import { FlaskConical, MessageSquareCode, Siren } from "lucide-react";
import type { ItemSource } from "../../../../shared/contract/plan.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { openInEditor } from "../../../actions/editor-actions.ts";
import { incidentAddress, screenAddress } from "../../../state/route.ts";
import styles from "./source-line.module.css";

const icon = { size: 12, strokeWidth: 2, "aria-hidden": true } as const;

/** What an item was made from, with the way there. */
export function SourceLine({ projectId, source }: { projectId: ProjectId; source: ItemSource | null }) {
  if (source === null) return null;
  return <p className={styles.source}>{contentOf(projectId, source)}</p>;
}

function contentOf(projectId: ProjectId, source: ItemSource) {
  switch (source.kind) {
    case "incident":
      return (
        <>
          <Siren {...icon} />
          Made from{" "}
          <a className={styles.link} href={incidentAddress(projectId, source.incidentId)}>
            an incident
          </a>
        </>
      );
    case "test":
      return (
        <>
          <FlaskConical {...icon} />
          Made from{" "}
          <a className={styles.link} href={screenAddress(projectId, "tests", { test: source.testId })}>
            a test
          </a>
        </>
      );
    case "comment": {
      const { path, line } = source;
      return (
        <>
          <MessageSquareCode {...icon} />
          Made from a comment in{" "}
          <button type="button" className={styles.link} onClick={() => void openInEditor(projectId, { path, line })}>
            {path}:{line}
          </button>
        </>
      );
    }
  }
}

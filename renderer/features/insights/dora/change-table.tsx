import type { DoraChange } from "../../../../shared/contract/dora.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { moveFocus } from "../../../actions/list-keys.ts";
import { passportAddress } from "../../../state/route.ts";
import { RowTable, TableRow } from "../../../ui/row-table.tsx";
import styles from "./dora-rows.module.css";
import { momentText } from "./moment-text.ts";

const columns = ["Lead time", "Commit", "Change", "Author", "Came with", "Served"];

/** Commits with their lead times, each with the way to its page. */
export function ChangeTable({ projectId, changes }: { projectId: ProjectId; changes: readonly DoraChange[] }) {
  return (
    <RowTable
      label="Changes that were counted"
      className={styles.changes}
      columns={columns}
      rows={changes}
      rowPx={32}
      hasMore={false}
      rowsAhead={0}
      onEnd={nothing}
      onMove={moveFocus}
    >
      {(row, top) => <Row key={row.commit} projectId={projectId} row={row} top={top} />}
    </RowTable>
  );
}

function nothing(): void {
  // All of them are here.
}

function Row({ projectId, row, top }: { projectId: ProjectId; row: DoraChange; top: number }) {
  const { commit, subject, author, deployment, deployedAt, leadMs, squashOf } = row;
  return (
    <TableRow top={top}>
      <td className={styles.strong}>{formatDuration(leadMs)}</td>
      <td className={styles.mono}>
        <a className={styles.link} href={passportAddress(projectId, commit)} data-item="" title={commit}>
          {commit.slice(0, 7)}
        </a>
      </td>
      <td className={styles.cut} title={subject} dir="auto">
        {subject}
        {squashOf !== null && (
          <>
            {" "}
            (since{" "}
            <a className={styles.link} href={passportAddress(projectId, squashOf)} title="The first commit of which this is a squash">
              {squashOf.slice(0, 7)}
            </a>
            )
          </>
        )}
      </td>
      <td className={styles.cut} title={author}>
        {author}
      </td>
      <td className={styles.cut} title={deployment}>
        {deployment}
      </td>
      <td>{momentText(deployedAt)}</td>
    </TableRow>
  );
}

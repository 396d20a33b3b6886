import { X } from "lucide-react";
import { useEffect, useState } from "react";
import type { Dora, DoraChange, DoraDeployment } from "../../../../shared/contract/dora.ts";
import { countOf } from "../../../../shared/counts.ts";
import { failureWords, sourceWords } from "../../../../shared/dora-words.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { saveTable, type TableFormat } from "../../../actions/save-table.ts";
import { call } from "../../../link/call.ts";
import { changeQuery } from "../../../state/route.ts";
import { Button, IconButton } from "../../../ui/button.tsx";
import { ExportMenu } from "../../../ui/export-menu.tsx";
import { FailureNote, ListSkeleton } from "../../../ui/list-states.tsx";
import { formatDays } from "../days.ts";
import type { Period } from "../figures.ts";
import { ChangeTable } from "./change-table.tsx";
import { DeploymentTable } from "./deployment-table.tsx";
import type { RowKind } from "./dora-figures.ts";
import styles from "./dora-rows.module.css";
import { changesTable, countedDeploymentsTable } from "./dora-table.ts";
import type { Span } from "./span.ts";

interface DoraRowsProps {
  projectId: ProjectId;
  kind: RowKind;
  dora: Dora;
  days: Period;
  /** Only those of some days; `null` for the whole period. */
  span: Span | null;
}

const titles: Readonly<Record<RowKind, string>> = { deployments: "Deployments", changes: "Changes", failed: "Failed deployments" };

/** The rows that a figure is counted of. */
export function DoraRows({ projectId, kind, dora, days, span }: DoraRowsProps) {
  const { fromDay, toDay } = span ?? dora;
  const { rows, failure } = useRows(projectId, kind, dora, days, fromDay, toDay);
  return (
    <section className={styles.panel} aria-label={titles[kind]} style={{ height: heightOf(rows) }}>
      <header className={styles.head}>
        <h2 className={styles.title}>{titles[kind]}</h2>
        <span className={styles.facts}>
          {rows === null ? "" : `${countText(rows)}, `}
          {formatDays(fromDay, toDay)}: {kind === "failed" ? failureWords(dora.rule) : sourceWords(dora.rule)}
        </span>
        {span !== null && (
          <Button size="small" kind="quiet" onClick={() => changeQuery({ span: "" })}>
            The whole period
          </Button>
        )}
        {rows !== null && rows.list.length > 0 && <ExportMenu what="the rows" size="small" onSave={(format) => saveRows(format, rows)} />}
        <IconButton label="Close the rows" size="small" data-close-beside="" onClick={() => changeQuery({ rows: "", span: "" })}>
          <X size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
      </header>
      <FailureNote failure={failure} />
      {rows === null && failure === null && <ListSkeleton label="Reading the rows" />}
      {rows !== null && rows.list.length === 0 && (
        <p className={styles.none}>{kind === "failed" ? "Nothing failed." : "None in these days."}</p>
      )}
      {rows?.kind === "changes" && rows.list.length > 0 && <ChangeTable projectId={projectId} changes={rows.list} />}
      {rows?.kind === "deployments" && rows.list.length > 0 && <DeploymentTable projectId={projectId} deployments={rows.list} />}
    </section>
  );
}

function saveRows(format: TableFormat, rows: Rows): void {
  if (rows.kind === "changes") void saveTable(format, changesTable(rows.list));
  else void saveTable(format, countedDeploymentsTable(rows.list));
}

/** CSS pixels: as high as its rows, up to what leaves the charts in sight. */
function heightOf(rows: Rows | null): number {
  if (rows === null) return mostPx;
  const rowPx = rows.kind === "changes" ? 32 : 44;
  return Math.min(mostPx, headPx + Math.max(2, rows.list.length) * rowPx);
}

const mostPx = 360;
// The title's line, that of the columns, and the frame.
const headPx = 70;

type Rows =
  | { readonly kind: "deployments"; readonly list: readonly DoraDeployment[] }
  | { readonly kind: "changes"; readonly list: readonly DoraChange[]; readonly isCut: boolean };

function countText(rows: Rows): string {
  if (rows.kind === "deployments") return countOf(rows.list.length, "deployment");
  return rows.isCut ? `the slowest ${countOf(rows.list.length, "commit")}` : `${countOf(rows.list.length, "commit")}, the slowest first`;
}

function useRows(
  projectId: ProjectId,
  kind: RowKind,
  dora: Dora,
  days: Period,
  fromDay: number,
  toDay: number,
): { rows: Rows | null; failure: Failure | null } {
  const [held, setHeld] = useState<{ kind: RowKind; rows: Rows | null; failure: Failure | null } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other figures are other rows
  useEffect(() => {
    let isStale = false;
    const asked = { projectId, days, fromDay, toDay };
    void readRows(kind, asked).then((read) => {
      if (!isStale) setHeld({ kind, ...read });
    });
    return () => {
      isStale = true;
    };
  }, [projectId, kind, days, dora, fromDay, toDay]);
  return held?.kind === kind ? held : { rows: null, failure: null };
}

async function readRows(
  kind: RowKind,
  asked: { projectId: ProjectId; days: Period; fromDay: number; toDay: number },
): Promise<{ rows: Rows | null; failure: Failure | null }> {
  if (kind === "changes") {
    const read = await call((engine) => engine.insights.doraChanges(asked));
    if (!read.ok) return { rows: null, failure: read.failure };
    return { rows: { kind, list: read.value.changes, isCut: read.value.isCut }, failure: null };
  }
  const read = await call((engine) => engine.insights.doraDeployments({ ...asked, failed: kind === "failed" }));
  if (!read.ok) return { rows: null, failure: read.failure };
  return { rows: { kind: "deployments", list: read.value.deployments }, failure: null };
}

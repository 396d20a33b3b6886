import { Copy, EllipsisVertical, FileCode, Gauge, KeyRound, ListChecks, Play, ShieldQuestion } from "lucide-react";
import type { ReactNode } from "react";
import type { Runbook } from "../../../../shared/contract/runbooks.ts";
import type { Run } from "../../../../shared/contract/schemas.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { isTerminal } from "../../../../shared/status.ts";
import { formatAge, formatDuration } from "../../../../shared/time.ts";
import { copyText, openInEditor } from "../../../actions/editor-actions.ts";
import { askToRun } from "../../../actions/runbook-actions.ts";
import { navigate, runAddress } from "../../../state/route.ts";
import { Age } from "../../../ui/age.tsx";
import { type Bar, Bars } from "../../../ui/bars.tsx";
import { Button, IconButton } from "../../../ui/button.tsx";
import { Menu, MenuItem } from "../../../ui/menu.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { StatusWord } from "../../../ui/status-word.tsx";
import styles from "./runbook-card.module.css";
import { freeText } from "./runbook-words.ts";
import { useRunbookRuns } from "./use-runbook-runs.ts";

const icon = { size: 13, strokeWidth: 2, "aria-hidden": true } as const;

/** One runbook: what it does, what it asks for, and how its last runs went. */
export function RunbookCard({ projectId, runbook, now }: { projectId: ProjectId; runbook: Runbook; now: number }) {
  const { name, description, run, parameters, confirm, perHour, lastRun } = runbook;
  const runs = useRunbookRuns(projectId, runbook);
  const free = freeText(runbook, now);
  const secretCount = parameters.filter(({ type }) => type === "secret").length;
  return (
    <article aria-label={name} className={styles.card}>
      <header className={styles.head}>
        <h2 className={styles.name}>{name}</h2>
        <MoreActions projectId={projectId} runbook={runbook} />
        <Button
          size="small"
          aria-label={`Run ${name}`}
          disabled={free !== null}
          data-item=""
          onClick={() => askToRun(name)}
          title={free ?? undefined}
        >
          <Play size={14} strokeWidth={2} aria-hidden="true" />
          Run{parameters.length > 0 || confirm !== null ? "…" : ""}
        </Button>
      </header>
      {description !== "" && <p className={styles.description}>{description}</p>}
      <code className={styles.command} title={run}>
        {run.trim()}
      </code>
      <ul className={styles.facts}>
        {parameters.length > 0 && (
          <Fact icon={<ListChecks {...icon} />}>asks for {parameters.map((parameter) => parameter.name).join(", ")}</Fact>
        )}
        {secretCount > 0 && (
          <Fact icon={<KeyRound {...icon} />}>{secretCount === 1 ? "one secret is" : `${secretCount} secrets are`} not kept</Fact>
        )}
        {confirm !== null && (
          <Fact icon={<ShieldQuestion {...icon} />}>
            {confirm === "" ? "asks whether it is meant" : `confirmed by typing “${confirm}”`}
          </Fact>
        )}
        {perHour !== null && (
          <Fact icon={<Gauge {...icon} />} isLoud={free !== null}>
            at most {perHour === 1 ? "once" : `${perHour} times`} an hour{free === null ? "" : `; ${free}`}
          </Fact>
        )}
        {perHour === null && free !== null && (
          <Fact icon={<Gauge {...icon} />} isLoud>
            {free}
          </Fact>
        )}
      </ul>
      <footer className={styles.foot}>
        {lastRun === null ? (
          <span className={styles.never}>Not run yet</span>
        ) : (
          <>
            <Bars
              label={`Last runs of ${name}`}
              bars={runs.map((one) => barOf(one, now))}
              onOpen={({ key }) => {
                const opened = runs.find(({ id }) => id === key);
                if (opened !== undefined) navigate({ kind: "run", projectId, runId: opened.id, stageRunId: null, query: {} });
              }}
            />
            <a className={styles.last} href={runAddress(projectId, lastRun.id)}>
              <span className="visually-hidden">
                Last run of {name}, run {lastRun.number}:
              </span>
              <StatusIcon status={lastRun.status} size={14} />
              <StatusWord status={lastRun.status} />
              <Age at={lastRun.finishedAt ?? lastRun.createdAt} now={now} className={styles.age} />
            </a>
          </>
        )}
      </footer>
    </article>
  );
}

function Fact({ icon: picture, isLoud = false, children }: { icon: ReactNode; isLoud?: boolean; children: ReactNode }) {
  return (
    <li className={styles.fact} data-loud={isLoud ? "" : undefined}>
      {picture}
      <span>{children}</span>
    </li>
  );
}

function MoreActions({ projectId, runbook: { name, run, line } }: { projectId: ProjectId; runbook: Runbook }) {
  return (
    <Menu
      align="end"
      trigger={
        <IconButton size="small" label={`More about ${name}`}>
          <EllipsisVertical size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
      }
    >
      <MenuItem
        icon={<Copy size={14} strokeWidth={2} aria-hidden="true" />}
        label="Copy its command"
        onSelect={() => void copyText(run, "the command")}
      />
      <MenuItem
        icon={<FileCode size={14} strokeWidth={2} aria-hidden="true" />}
        label="Open it in millrace.yml"
        onSelect={() => void openInEditor(projectId, { path: "millrace.yml", line })}
      />
    </Menu>
  );
}

function barOf(run: Run, now: number): Bar {
  const end = run.finishedAt;
  return {
    key: run.id,
    status: run.status,
    value: run.durationMs,
    fact: isTerminal(run.status) && run.durationMs !== null ? `after ${formatDuration(run.durationMs)}` : "",
    detail: `Run ${run.number}${end === null ? "" : `, ${formatAge(Math.max(0, now - end))}`}`,
  };
}

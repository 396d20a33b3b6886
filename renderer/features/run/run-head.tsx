import {
  ChevronDown,
  Copy,
  Folder,
  GitBranch,
  GitCommitHorizontal,
  Link,
  Pencil,
  Pin,
  RotateCw,
  Square,
  SquareTerminal,
  Workflow,
  Zap,
} from "lucide-react";
import { useStore } from "zustand";
import type { RunDetail } from "../../../shared/contract/runs.ts";
import type { Run } from "../../../shared/contract/schemas.ts";
import { isTerminal } from "../../../shared/status.ts";
import { formatDuration } from "../../../shared/time.ts";
import { copyText, reveal } from "../../actions/editor-actions.ts";
import { cancelRun, pinRun, startRun } from "../../actions/run-actions.ts";
import { activeRunOf, liveRunsStore } from "../../state/live-runs.ts";
import { navigate, runAddress } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { StatusBadge } from "../../ui/status-word.tsx";
import styles from "./run-head.module.css";
import { commandOf, describeSelection, failedStages, triggerText } from "./run-words.ts";

/** Who, what, when and how long of a run, and what can be done about it. */
export function RunHead({ detail, now }: { detail: RunDetail; now: number }) {
  const { run } = detail;
  return (
    <header className={styles.head}>
      <div className={styles.first}>
        <StatusIcon status={run.status} size={22} />
        <h1 className={styles.title}>Run {run.number}</h1>
        <StatusBadge status={run.status} />
        <span className={styles.subject} title={run.subject ?? ""}>
          {run.subject ?? describeSelection(run)}
        </span>
        <HeadActions detail={detail} />
      </div>
      <div className={styles.meta}>
        <Fact icon={run.trigger === "cli" ? SquareTerminal : run.trigger === "retry" ? RotateCw : Zap}>
          <span>
            {triggerText(run.trigger)}, <Age at={run.createdAt} now={now} />
          </span>
        </Fact>
        {run.branch !== null && (
          <Fact icon={GitBranch}>
            <span className={styles.branch}>{run.branch}</span>
          </Fact>
        )}
        {run.commit !== null && (
          <Fact icon={GitCommitHorizontal}>
            <button
              type="button"
              className={styles.commit}
              title={`Copy ${run.commit}`}
              onClick={() => void copyText(run.commit ?? "", "the commit")}
            >
              {run.commit.slice(0, 7)}
            </button>
          </Fact>
        )}
        {run.author !== null && <Author name={run.author} />}
        {run.dirty && <Fact icon={Pencil}>uncommitted changes</Fact>}
        {run.subject !== null && run.selection.length > 0 && <Fact icon={Workflow}>{describeSelection(run)}</Fact>}
        <span className={styles.took}>
          <DurationFacts detail={detail} now={now} />
        </span>
      </div>
    </header>
  );
}

function HeadActions({ detail }: { detail: RunDetail }) {
  const { run, stages } = detail;
  const failed = failedStages(stages);
  // The title bar cancels the project's current run; only another one needs a button of its own.
  const isCurrent = useStore(liveRunsStore, (state) => activeRunOf(state, run.projectId)?.id === run.id);
  const runAgain = async (selection: readonly string[], only: boolean) => {
    const runId = await startRun({ projectId: run.projectId, stages: selection, only });
    if (runId !== null) navigate({ kind: "run", projectId: run.projectId, runId, stageRunId: null, query: {} });
  };
  return (
    <div className={styles.actions}>
      <IconButton
        label={run.pinned ? "Unpin this run: the limits decide about it again" : "Pin this run: keep it with its logs and artifacts"}
        isPressed={run.pinned}
        onClick={() => void pinRun(run, !run.pinned)}
      >
        <Pin size={14} strokeWidth={2} fill={run.pinned ? "currentColor" : "none"} aria-hidden="true" />
      </IconButton>
      <Button onClick={() => void reveal(run.projectId)}>
        <Folder size={14} strokeWidth={2} aria-hidden="true" />
        Show folder
      </Button>
      {!isTerminal(run.status) && !isCurrent && (
        <Button kind="danger" disabled={run.status === "canceling"} onClick={() => void cancelRun(run.id)}>
          <Square size={12} strokeWidth={2} fill="currentColor" aria-hidden="true" />
          {run.status === "canceling" ? "Stopping" : "Cancel run"}
        </Button>
      )}
      <div className={styles.split}>
        <Button className={styles.splitMain} onClick={() => void runAgain(run.selection, run.only)}>
          <RotateCw size={14} strokeWidth={2} aria-hidden="true" />
          Run again
        </Button>
        <Menu
          align="end"
          trigger={
            <Button className={styles.splitMore} aria-label="More about this run">
              <ChevronDown size={14} strokeWidth={2} aria-hidden="true" />
            </Button>
          }
        >
          {failed.length > 0 && (
            <MenuItem
              icon={<RotateCw size={14} strokeWidth={2} />}
              label={failed.length === 1 ? `Run ${failed[0]} again` : `Run the ${failed.length} failed stages again`}
              onSelect={() => void runAgain(failed, false)}
            />
          )}
          <MenuItem
            icon={<Copy size={14} strokeWidth={2} />}
            label="Copy command"
            detail={<code>{commandOf(run)}</code>}
            onSelect={() => void copyText(commandOf(run), "the command")}
          />
          <MenuItem
            icon={<Link size={14} strokeWidth={2} />}
            label="Copy link"
            onSelect={() => void copyText(new URL(runAddress(run.projectId, run.id), location.href).href, "the link")}
          />
        </Menu>
      </div>
    </div>
  );
}

function Fact({ icon: Icon, children }: { icon: typeof Zap; children: React.ReactNode }) {
  return (
    <span className={styles.fact}>
      <Icon size={14} strokeWidth={2} aria-hidden="true" className={styles.icon} />
      {children}
    </span>
  );
}

function Author({ name }: { name: string }) {
  const initials = name
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .filter((letter) => letter !== "");
  const hue = [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7);
  return (
    <span className={styles.fact}>
      <span className={styles.avatar} style={{ "--hue": hue } as React.CSSProperties} aria-hidden="true">
        {`${initials[0] ?? ""}${initials.length > 1 ? initials[initials.length - 1] : ""}`.toUpperCase()}
      </span>
      <span className={styles.author}>{name}</span>
    </span>
  );
}

function DurationFacts({ detail: { run, usualMs, usualP90Ms }, now }: { detail: RunDetail; now: number }) {
  const usual = usualText(usualMs, usualP90Ms);
  if (run.durationMs !== null) {
    return (
      <>
        Took <b>{formatDuration(run.durationMs)}</b> {usual}
      </>
    );
  }
  if (isTerminal(run.status)) return <>Never started</>;
  if (run.startedAt === null) return <>Waiting for {formatDuration(Math.max(0, now - run.createdAt))}</>;
  return (
    <>
      Running for <b>{formatDuration(Math.max(0, now - run.startedAt))}</b> {usual}
    </>
  );
}

function usualText(usualMs: Run["durationMs"], usualP90Ms: Run["durationMs"]): string {
  if (usualMs === null) return "";
  const from = formatDuration(usualMs);
  const to = usualP90Ms === null ? from : formatDuration(usualP90Ms);
  return from === to ? `usually ${from}` : `usually ${from} to ${to}`;
}

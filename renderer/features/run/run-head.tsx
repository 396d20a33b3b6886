import { FolderGit2, GitBranch, GitCommitHorizontal, Pencil, Tag, Workflow, type Zap } from "lucide-react";
import type { RunDetail } from "../../../shared/contract/runs.ts";
import { changeWords } from "../../../shared/run-tree.ts";
import { isTerminal } from "../../../shared/status.ts";
import { formatDuration } from "../../../shared/time.ts";
import { isParked } from "../../state/live-runs.ts";
import { passportAddress, runAddress } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { StatusBadge } from "../../ui/status-word.tsx";
import { triggerIcons } from "../../ui/trigger-icons.ts";
import styles from "./run-head.module.css";
import { HeadActions } from "./run-head-actions.tsx";
import { describeSelection, estimateText, triggerText } from "./run-words.ts";

/** Who, what, when and how long of a run, and what can be done about it. `stage` is the name of the chosen one. */
export function RunHead({ detail, now, stage }: { detail: RunDetail; now: number; stage: string }) {
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
        <HeadActions detail={detail} stage={stage} />
      </div>
      <div className={styles.meta}>
        <Fact icon={triggerIcons[run.trigger]}>
          <span>
            {triggerText(run)}, <Age at={run.createdAt} now={now} />
            {run.retryOf !== null && (
              <>
                {" "}
                <a className={styles.earlier} href={runAddress(run.projectId, run.retryOf)}>
                  after an earlier run
                </a>
              </>
            )}
          </span>
        </Fact>
        {run.branch !== null && (
          <Fact icon={GitBranch}>
            <span className={styles.branch}>{run.branch}</span>
          </Fact>
        )}
        {run.commit !== null && (
          <Fact icon={GitCommitHorizontal}>
            <a className={styles.commit} title={`Passport of ${run.commit}`} href={passportAddress(run.projectId, run.commit)}>
              {run.commit.slice(0, 7)}
            </a>
          </Fact>
        )}
        {run.tag !== null && <Fact icon={Tag}>{run.tag}</Fact>}
        {run.isCheckout && <Fact icon={FolderGit2}>clean checkout</Fact>}
        {run.author !== null && <Author name={run.author} />}
        {run.dirty && <Fact icon={Pencil}>{changeWords(run)}</Fact>}
        {run.subject !== null && run.selection.length > 0 && <Fact icon={Workflow}>{describeSelection(run)}</Fact>}
        <span className={styles.took}>
          <DurationFacts detail={detail} now={now} />
        </span>
      </div>
    </header>
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

function DurationFacts({ detail, now }: { detail: RunDetail; now: number }) {
  const { run } = detail;
  const estimate = estimateText(detail);
  if (run.durationMs !== null) {
    return (
      <>
        Took <b>{formatDuration(run.durationMs)}</b> {estimate}
      </>
    );
  }
  if (isTerminal(run.status)) return <>Never started</>;
  if (isParked(run)) return <>Waiting for a person</>;
  if (run.startedAt === null) return <>Waiting for {formatDuration(Math.max(0, now - run.createdAt))}</>;
  return (
    <>
      Running for <b>{formatDuration(Math.max(0, now - run.startedAt))}</b> {estimate}
    </>
  );
}

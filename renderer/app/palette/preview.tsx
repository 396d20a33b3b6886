import type { ReactNode } from "react";
import { useStore } from "zustand";
import type { StageHistory } from "../../../shared/contract/pipelines.ts";
import type { PlanItem } from "../../../shared/contract/plan.ts";
import type { PipelineStage, Project, Run } from "../../../shared/contract/schemas.ts";
import type { TestRow } from "../../../shared/contract/tests.ts";
import { countOf } from "../../../shared/counts.ts";
import { itemName, personName } from "../../../shared/plan-look.ts";
import { changeWords } from "../../../shared/run-tree.ts";
import { formatDuration } from "../../../shared/time.ts";
import { nowStore } from "../../state/now.ts";
import { pipelineStore } from "../../state/pipeline.ts";
import { formatMoment } from "../../ui/age.tsx";
import { Bars } from "../../ui/bars.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { StatusBadge } from "../../ui/status-word.tsx";
import { plannedStages } from "../overlays/planned-stages.ts";
import { stageBars } from "../stage-bars.ts";
import styles from "./palette.module.css";
import type { Result } from "./results.ts";

/** What Enter would do, and what is known of it. */
export function PalettePreview({ result }: { result: Result }) {
  const { subject } = result;
  switch (subject.kind) {
    case "stage":
    case "log":
      return <StagePreview stage={subject.stage} />;
    case "run":
      return <RunPreview run={subject.run} />;
    case "test":
      return <TestPreview row={subject.row} />;
    case "item":
      return <ItemPreview item={subject.item} />;
    case "project":
      return <ProjectPreview project={subject.project} />;
    case "setting":
      return (
        <>
          <h3 className={styles.previewTitle}>{subject.setting.label}</h3>
          <p className={styles.previewText}>{subject.setting.explanation}</p>
        </>
      );
    case "action":
      return (
        <>
          <h3 className={styles.previewTitle}>{subject.action.label}</h3>
          <Facts
            facts={[
              ["Keys", subject.action.shortcut === undefined ? "none" : <Kbd key="keys" shortcut={subject.action.shortcut} />],
              ["Command", result.command === undefined ? "none" : <code key="command">{result.command}</code>],
            ]}
          />
        </>
      );
  }
}

function StagePreview({ stage }: { stage: PipelineStage }) {
  const { pipeline, history, workingTree } = useStore(pipelineStore);
  const now = useStore(nowStore, (state) => state.now);
  const past: StageHistory | undefined = history?.[stage.name];
  const first = plannedStages(pipeline?.stages ?? [], { stages: [stage.name], only: false }).filter((other) => other.name !== stage.name);
  const failed = past?.bars.filter((bar) => bar.status === "failed").length ?? 0;
  const changed = workingTree?.changedFiles ?? 0;
  return (
    <>
      <h3 className={styles.previewTitle}>
        <span>{stage.name}</span>
        <StatusBadge status={past?.latest?.status ?? "none"} />
      </h3>
      {past !== undefined && past.bars.length > 0 && (
        <div className={styles.previewBars}>
          <Bars label={`Last ${past.bars.length} runs of ${stage.name}`} bars={stageBars(past.bars, now)} height={32} capacity={30} />
          <div className={styles.previewCounts}>
            <span>{countOf(past.bars.length, "run")}</span>
            <span>{failed} failed</span>
          </div>
        </div>
      )}
      <Facts
        facts={[
          [
            "Expected",
            past?.expectedMs == null
              ? "no run has passed yet"
              : `${formatDuration(past.expectedMs)}, P90 ${formatDuration(past.expectedP90Ms ?? past.expectedMs)}`,
          ],
          ["Runs first", first.length === 0 ? "nothing" : first.map((other) => other.name).join(", ")],
          ["On", changed > 0 ? `working tree, ${changed} changed` : (workingTree?.branch ?? "the folder as it is")],
          ["From", stage.source],
        ]}
      />
      <pre className={styles.commands}>{stage.commands.join("\n")}</pre>
    </>
  );
}

function RunPreview({ run }: { run: Run }) {
  return (
    <>
      <h3 className={styles.previewTitle}>
        <span>Run {run.number}</span>
        <StatusBadge status={run.status} />
      </h3>
      {run.subject !== null && <p className={styles.previewText}>{run.subject}</p>}
      <Facts
        facts={[
          ["Started", formatMoment(run.startedAt ?? run.createdAt)],
          ["Took", run.durationMs === null ? "not over yet" : formatDuration(run.durationMs)],
          ["Commit", run.commit === null ? "none" : `${run.commit.slice(0, 7)}${run.dirty ? `, ${changeWords(run)}` : ""}`],
          ["Branch", run.branch ?? "none"],
          ["By", run.author ?? "unknown"],
        ]}
      />
    </>
  );
}

function TestPreview({ row: { test, last, recent, medianMs } }: { row: TestRow }) {
  const failed = recent.filter(({ status }) => status === "failed" || status === "errored").length;
  return (
    <>
      <h3 className={styles.previewTitle}>
        <span dir="auto">{test.name}</span>
        <StatusBadge status={last.status} />
      </h3>
      <Facts
        facts={[
          ["In", [...test.suitePath, test.className ?? ""].filter((part) => part !== "").join(" › ") || "no suite"],
          ["File", test.file === null ? "unknown" : `${test.file}${test.line === null ? "" : `:${test.line}`}`],
          ["Stage", test.stage],
          ["Last run", `${last.runNumber}, ${last.branch ?? "no branch"}`],
          ["Usually", medianMs === null ? "unknown" : formatDuration(medianMs)],
          ["Failed", `${failed} of the last ${recent.length}`],
        ]}
      />
      {last.message !== null && <pre className={styles.commands}>{last.message}</pre>}
    </>
  );
}

function ItemPreview({ item }: { item: PlanItem }) {
  const { assignee, labels, milestone, estimate, commits, branches } = item;
  return (
    <>
      <h3 className={styles.previewTitle}>
        <span dir="auto">{itemName(item)}</span>
      </h3>
      <Facts
        facts={[
          ["Column", item.column],
          ["Assignee", assignee === null ? "nobody" : personName(assignee)],
          ["Labels", labels.length === 0 ? "none" : labels.join(", ")],
          ["Milestone", milestone ?? "none"],
          ["Estimate", estimate === null ? "none" : String(estimate)],
          ["Commits", commits > 0 ? String(commits) : branches.length > 0 ? `none yet, on ${branches.join(", ")}` : "none yet"],
        ]}
      />
    </>
  );
}

function ProjectPreview({ project }: { project: Project }) {
  return (
    <>
      <h3 className={styles.previewTitle}>
        <span>{project.name}</span>
        <StatusBadge status={project.lastRun?.status ?? "none"} />
      </h3>
      <p className={styles.previewText}>
        <code>{project.path}</code>
      </p>
      <Facts
        facts={[
          ["Last run", project.lastRun === null ? "none yet" : `${project.lastRun.number}, ${project.lastRun.branch ?? "no branch"}`],
          ["Folder", project.exists ? "there" : "not found"],
          ["Trusted", project.trusted ? "yes" : "not yet"],
        ]}
      />
    </>
  );
}

function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name} className={styles.fact}>
          <dt>{name}</dt>
          <dd title={typeof value === "string" ? value : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

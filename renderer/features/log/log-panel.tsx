import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import type { RunDetail } from "../../../shared/contract/runs.ts";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import { type ProjectId, runOf, type StageRunId } from "../../../shared/ids.ts";
import { lookOf } from "../../../shared/stage-groups.ts";
import { changeQuery, formatRoute, routeStore } from "../../state/route.ts";
import { followRunDetail, runDetailOf, runDetailsStore, stageRunOf } from "../../state/run-details.ts";
import { emptyWords } from "./empty-words.ts";
import { type LogFrame, LogPane } from "./log-pane.tsx";
import { stepsOf } from "./log-sections.ts";
import type { LogSubject } from "./log-subject.ts";

/** What the log of a stage run needs from around it. */
export interface LogPanelProps extends LogFrame {
  projectId: ProjectId;
  stageRunId: StageRunId;
  /** What it ran, for the head that stays in sight, until the run's details are known. */
  commands?: readonly string[];
}

const noCommands: readonly string[] = [];

/** The log of one stage run. */
export function LogPanel(props: LogPanelProps) {
  return <LogOfStage key={props.stageRunId} {...props} />;
}

function LogOfStage({ projectId, stageRunId, commands = noCommands, ...frame }: LogPanelProps) {
  const runId = runOf(stageRunId);
  useEffect(() => followRunDetail(runId), [runId]);
  const detail = useStore(runDetailsStore, (state) => runDetailOf(state, runId).detail);
  const stage = stageRunOf(detail, stageRunId);
  const namedLine = useStore(routeStore, ({ route }) => {
    if (route.kind !== "run" || (route.stageRunId !== null && route.stageRunId !== stageRunId)) return null;
    const line = Number(route.query.line);
    return Number.isInteger(line) && line > 0 ? line : null;
  });
  const subject = useMemo<LogSubject>(
    () => ({
      projectId,
      logId: stageRunId,
      name: stage?.name ?? "",
      steps: stepsOf(stage, detail, commands),
      opensAt: stage === null ? null : stage.status === "passed" || stage.status === "skipped" ? "top" : "failure",
      namedLine,
      empty: stage === null ? null : emptyOf(stage),
      fileName: fileNameOf(stage, detail),
      command: `millrace logs ${detail?.run.id ?? ""} ${stage?.name ?? ""}`.trim(),
      chooseLine: (line) => {
        if (routeStore.getState().route.kind === "run") changeQuery({ line: String(line) });
        const hash = formatRoute({ kind: "run", projectId, runId: runOf(stageRunId), stageRunId, query: { line: String(line) } });
        return new URL(hash, location.href).href;
      },
    }),
    [projectId, stageRunId, stage, detail, commands, namedLine],
  );
  return <LogPane subject={subject} {...frame} />;
}

function emptyOf(stage: StageRun): LogSubject["empty"] {
  const [title, text] = emptyWords(stage);
  return { look: lookOf(stage), title, text };
}

function fileNameOf(stage: StageRun | null, detail: RunDetail | null): string {
  const run = detail === null ? "log" : `run-${detail.run.number}`;
  return [run, stage?.name, stage?.variant].filter((part) => part !== undefined && part !== "").join("-");
}

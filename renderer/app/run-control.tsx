import { ChevronDown, Clipboard, Play, RotateCw, SquareTerminal, Zap } from "lucide-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { Project, Run } from "../../shared/contract/schemas.ts";
import { actionOf } from "../actions/all-actions.ts";
import { reviewNext } from "../actions/approve-actions.ts";
import { copyText } from "../actions/editor-actions.ts";
import { cancelRun, runPipeline } from "../actions/run-actions.ts";
import { engineStore } from "../state/engine.ts";
import { activeRunOf, isParked, liveRunsStore, waitingStages } from "../state/live-runs.ts";
import { showOverlay } from "../state/overlay.ts";
import { isRunnable, pipelineStore } from "../state/pipeline.ts";
import { runAddress } from "../state/route.ts";
import { Button } from "../ui/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../ui/menu.tsx";
import { Progress } from "../ui/meter.tsx";
import { StatusIcon } from "../ui/status-icon.tsx";
import { formatGuess, usePipelineForecastMs, useRunForecast } from "./forecasts.ts";
import styles from "./run-control.module.css";

/** The one primary action of the shell: runs the pipeline, or cancels the run under way. */
export function RunControl({ project }: { project: Project }) {
  const run = useStore(liveRunsStore, (state) => activeRunOf(state, project.id));
  return (
    <>
      <WaitingChip project={project} />
      {run === null || isParked(run) ? <StartControl project={project} /> : <CancelControl run={run} />}
    </>
  );
}

/** Says that something waits for a person, and asks them. */
function WaitingChip({ project }: { project: Project }) {
  const names = useStore(
    liveRunsStore,
    useShallow((state) => [...new Set(waitingStages(state, project.id).map(({ name }) => name.replace(/^deploy:/, "")))]),
  );
  const [first] = names;
  if (first === undefined) return null;
  const text = names.length === 1 ? `${first} waits` : `${names.length} stages wait`;
  return (
    <button type="button" className={styles.waiting} title={`${names.join(", ")}: for your approval`} onClick={reviewNext}>
      <StatusIcon status="waiting" size={14} />
      <span>{text}</span>
      <b>Review</b>
    </button>
  );
}

function StartControl({ project }: { project: Project }) {
  const hasWork = useStore(pipelineStore, isRunnable);
  const stagesAtOnce = useStore(engineStore, (state) => state.settings?.stagesAtOnce ?? 1);
  const usualMs = usePipelineForecastMs(stagesAtOnce);
  const canRun = project.exists && hasWork;
  return (
    <div className={styles.start}>
      {usualMs !== null && canRun && <span className={styles.usual}>about {formatGuess(usualMs)}</span>}
      <Button kind="primary" className={styles.main} disabled={!canRun} onClick={() => void runPipeline(project.id)}>
        <Play size={14} strokeWidth={2.2} aria-hidden="true" />
        Run pipeline
      </Button>
      <Menu
        align="end"
        trigger={
          <Button kind="primary" className={styles.more} disabled={!canRun} aria-label="More ways to run">
            <ChevronDown size={14} strokeWidth={2.2} aria-hidden="true" />
          </Button>
        }
      >
        <MenuItem icon={<Play size={14} />} label="Run pipeline" shortcut="R" onSelect={() => void runPipeline(project.id)} />
        <ActionItem id="run.uncached" icon={<Zap size={14} />} />
        <ActionItem id="run.failed" icon={<RotateCw size={14} />} />
        <MenuItem
          icon={<SquareTerminal size={14} />}
          label="Run a stage…"
          onSelect={() => showOverlay({ kind: "palette", query: "Run " })}
        />
        <MenuSeparator />
        <MenuItem
          icon={<Clipboard size={14} />}
          label="Copy as command"
          detail="millrace run"
          onSelect={() => void copyText(actionOf("run.pipeline").command?.() ?? "", "the command")}
        />
      </Menu>
    </div>
  );
}

function CancelControl({ run }: { run: Run }) {
  const forecast = useRunForecast(run);
  const isStopping = run.status === "canceling";
  const total = Math.max(forecast.totalStages, run.stageCount);
  return (
    <div className={styles.control}>
      <a className={styles.info} href={runAddress(run.projectId, run.id)} title={`Open run ${run.number}`}>
        <StatusIcon status={run.status} size={14} />
        <span>
          {isStopping ? (
            "Stopping"
          ) : run.status === "queued" ? (
            "Waiting for its turn"
          ) : (
            <>
              <b>
                {forecast.doneStages} of {total}
              </b>{" "}
              {total === 1 ? "stage" : "stages"}
              {forecast.isLate && ", longer than usual"}
              {!forecast.isLate && forecast.leftMs !== null && (
                <>
                  , about <b>{formatGuess(forecast.leftMs)}</b> left
                </>
              )}
            </>
          )}
        </span>
      </a>
      <button type="button" className={styles.cancel} disabled={isStopping} onClick={() => void cancelRun(run.id)}>
        <svg width="10" height="10" aria-hidden="true">
          <rect width="10" height="10" rx="2" fill="currentColor" />
        </svg>
        Cancel run
      </button>
      <Progress label={`Progress of run ${run.number}`} fraction={forecast.fraction} className={styles.progress} />
    </div>
  );
}

/** An entry for an action that is there only while it can be done. */
function ActionItem({ id, icon }: { id: string; icon: ReactNode }) {
  const action = actionOf(id);
  return action.isEnabled() ? <MenuItem icon={icon} label={action.label} onSelect={action.perform} /> : null;
}

import { ChevronDown, Copy, Folder, Link, Package, Pin, RotateCw, ScanSearch, Share, Square, SquarePlay, StepForward } from "lucide-react";
import { useStore } from "zustand";
import type { RunDetail } from "../../../shared/contract/runs.ts";
import { isTerminal } from "../../../shared/status.ts";
import { canFindCulprit, showCulprit } from "../../actions/culprit-actions.ts";
import { copyText, reveal } from "../../actions/editor-actions.ts";
import { takeSnapshot } from "../../actions/release-actions.ts";
import { cancelRun, pinRun, runAgain } from "../../actions/run-actions.ts";
import { shareRun } from "../../actions/share-run.ts";
import { activeRunOf, isOwnRun, isParked, liveRunsStore } from "../../state/live-runs.ts";
import { navigate, runAddress } from "../../state/route.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../ui/menu.tsx";
import styles from "./run-head.module.css";
import { commandOf, notPassed } from "./run-words.ts";

const icon = { size: 14, strokeWidth: 2, "aria-hidden": true } as const;

/** What can be done about a run. `stage` is the name of the one that is chosen; empty for none. */
export function HeadActions({ detail, stage }: { detail: RunDetail; stage: string }) {
  const { run } = detail;
  // The title bar cancels what goes on of the project; only another run needs a button of its own.
  const isCurrent = useStore(liveRunsStore, (state) => activeRunOf(state, run.projectId)?.id === run.id);
  return (
    <div className={styles.actions}>
      <IconButton
        label={run.pinned ? "Unpin this run: the limits decide about it again" : "Pin this run: keep it with its logs and artifacts"}
        isPressed={run.pinned}
        onClick={() => void pinRun(run, !run.pinned)}
      >
        <Pin {...icon} fill={run.pinned ? "currentColor" : "none"} />
      </IconButton>
      <Button onClick={() => void reveal(run.projectId)}>
        <Folder {...icon} />
        Show folder
      </Button>
      {canFindCulprit(run, detail.stages) && (
        <Button onClick={() => showCulprit(run)}>
          <ScanSearch {...icon} />
          Find the culprit
        </Button>
      )}
      {!isTerminal(run.status) && (!isCurrent || isParked(run)) && (
        <Button kind="danger" disabled={run.status === "canceling"} onClick={() => void cancelRun(run.id)}>
          <Square {...icon} size={12} fill="currentColor" />
          {run.status === "canceling" ? "Stopping" : isParked(run) ? "Give up the run" : "Cancel run"}
        </Button>
      )}
      <RunAgain detail={detail} stage={stage} />
    </div>
  );
}

function RunAgain({ detail: { run, stages }, stage }: { detail: RunDetail; stage: string }) {
  const open = notPassed(stages);
  const again = async (what: Parameters<typeof runAgain>[2], names: readonly string[] = []) => {
    const runId = await runAgain(run.projectId, run.id, what, names);
    if (runId !== null) navigate({ kind: "run", projectId: run.projectId, runId, stageRunId: null, query: {} });
  };
  return (
    <div className={styles.split}>
      <Button className={styles.splitMain} onClick={() => void again("all")}>
        <RotateCw {...icon} />
        Run again
      </Button>
      <Menu
        align="end"
        trigger={
          <Button className={styles.splitMore} aria-label="More about this run">
            <ChevronDown {...icon} />
          </Button>
        }
      >
        {isTerminal(run.status) && open.length > 0 && (
          <MenuItem
            icon={<RotateCw {...icon} />}
            label="Run what failed again"
            detail={open.length === 1 ? open[0] : `${open.length} stages`}
            onSelect={() => void again("failed")}
          />
        )}
        {stage !== "" && (
          <>
            <MenuItem
              icon={<StepForward {...icon} />}
              label={`Run again from ${stage}`}
              detail="and what needs it"
              onSelect={() => void again("from", [stage])}
            />
            <MenuItem icon={<SquarePlay {...icon} />} label={`Run only ${stage} again`} onSelect={() => void again("only", [stage])} />
          </>
        )}
        <MenuItem icon={<RotateCw {...icon} />} label="Run everything again" onSelect={() => void again("all")} />
        {run.status === "passed" && run.selection.length === 0 && isOwnRun(run) && (
          <MenuItem
            icon={<Package {...icon} />}
            label="Keep as a snapshot"
            detail="to deploy its artifacts"
            onSelect={() => void takeSnapshot(run.id)}
          />
        )}
        <MenuSeparator />
        <MenuItem
          icon={<Copy {...icon} />}
          label="Copy command"
          detail={<code>{commandOf(run)}</code>}
          onSelect={() => void copyText(commandOf(run), "the command")}
        />
        <MenuItem
          icon={<Link {...icon} />}
          label="Copy link"
          onSelect={() => void copyText(new URL(runAddress(run.projectId, run.id), location.href).href, "the link")}
        />
        <MenuItem icon={<Share {...icon} />} label="Save as a page" detail="to share it" onSelect={() => void shareRun(run)} />
      </Menu>
    </div>
  );
}

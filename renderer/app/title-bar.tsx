import { ArrowDown, ArrowUp, CircleHelp, GitBranch, Search, SlidersHorizontal } from "lucide-react";
import { useStore } from "zustand";
import type { Project } from "../../shared/contract/schemas.ts";
import { countOf } from "../../shared/counts.ts";
import { isAnythingActive, liveRunsStore } from "../state/live-runs.ts";
import { showOverlay } from "../state/overlay.ts";
import { pipelineStore } from "../state/pipeline.ts";
import { navigate } from "../state/route.ts";
import { IconButton } from "../ui/button.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { MillWheel } from "../ui/mill-wheel.tsx";
import { InboxBell } from "./inbox-bell.tsx";
import { ProjectSwitcher } from "./project-switcher.tsx";
import { RunControl } from "./run-control.tsx";
import styles from "./title-bar.module.css";

/** The bar at the top: which project, where it stands, and the one primary action. */
export function TitleBar({ project }: { project: Project | null }) {
  const isTurning = useStore(liveRunsStore, isAnythingActive);
  return (
    <header className={styles.bar}>
      <div className={styles.brand}>
        <a href="#/" aria-label="Millrace, all projects" title="All projects" className={styles.mark}>
          <MillWheel isTurning={isTurning} />
        </a>
        {project === null ? <b className={styles.name}>Millrace</b> : <ProjectSwitcher project={project} />}
      </div>
      {project?.exists === true && <WorkingTreeState />}
      <span className={styles.space} />
      <button type="button" className={styles.search} onClick={() => showOverlay({ kind: "palette", query: "" })}>
        <Search size={14} strokeWidth={2} aria-hidden="true" />
        <span className={styles.searchText}>Search or run a command</span>
        <Kbd shortcut="Mod+K" isJoined />
      </button>
      {project !== null && <RunControl project={project} />}
      <InboxBell projectId={project?.id ?? null} />
      <IconButton label="Show all shortcuts" onClick={() => showOverlay({ kind: "shortcuts" })}>
        <CircleHelp size={16} strokeWidth={1.75} aria-hidden="true" />
      </IconButton>
      {project === null && (
        <IconButton label="Open the settings" onClick={() => navigate({ kind: "settings" })}>
          <SlidersHorizontal size={16} strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
      )}
    </header>
  );
}

function WorkingTreeState() {
  const tree = useStore(pipelineStore, (state) => state.workingTree);
  if (tree === null) return null;
  if (!tree.isRepository) return <span className={styles.quiet}>{tree.note ?? "Not a git repository"}</span>;
  const { ahead, behind, changedFiles } = tree;
  return (
    <div className={styles.tree}>
      <span className={styles.fact} title={tree.subject === null ? undefined : `${tree.commit?.slice(0, 7) ?? ""} ${tree.subject}`}>
        <GitBranch size={16} strokeWidth={1.75} aria-hidden="true" />
        <span className={styles.branch}>{tree.branch ?? tree.commit?.slice(0, 7) ?? "no commit yet"}</span>
      </span>
      {ahead !== null && ahead > 0 && (
        <span className={styles.fact} title={`${countOf(ahead, "commit")} ahead of its upstream`}>
          <ArrowUp size={14} strokeWidth={2} aria-hidden="true" />
          {ahead}
          <span className="visually-hidden"> ahead</span>
        </span>
      )}
      {behind !== null && behind > 0 && (
        <span className={styles.fact} title={`${countOf(behind, "commit")} behind its upstream`}>
          <ArrowDown size={14} strokeWidth={2} aria-hidden="true" />
          {behind}
          <span className="visually-hidden"> behind</span>
        </span>
      )}
      {changedFiles !== null && changedFiles > 0 && (
        <>
          <span className={styles.separator} />
          <span className={styles.fact}>
            <span className={styles.dot} />
            <span className={styles.files}>{countOf(changedFiles, "file")} changed</span>
          </span>
        </>
      )}
      {changedFiles === null && tree.note !== null && (
        <span className={styles.quiet} title={tree.note}>
          changes not looked at
        </span>
      )}
    </div>
  );
}

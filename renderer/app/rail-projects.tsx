import { Ellipsis, FolderOpen, Pencil, Plus, Trash2 } from "lucide-react";
import { useStore } from "zustand";
import type { Project } from "../../shared/contract/schemas.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { isTerminal } from "../../shared/status.ts";
import { reveal } from "../actions/editor-actions.ts";
import { chooseAndOpen, locate, removeOrAsk } from "../actions/project-actions.ts";
import { nowStore } from "../state/now.ts";
import { showOverlay } from "../state/overlay.ts";
import { projectsStore } from "../state/projects.ts";
import { screenAddress } from "../state/route.ts";
import { Age } from "../ui/age.tsx";
import { IconButton } from "../ui/button.tsx";
import { classNames } from "../ui/class-names.ts";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { StatusIcon } from "../ui/status-icon.tsx";
import { statusWord } from "../ui/status-word.tsx";
import styles from "./rail-projects.module.css";

/** The open projects in the rail, each with the state of its last run. */
export function RailProjects({ projectId, isCollapsed }: { projectId: ProjectId; isCollapsed: boolean }) {
  const projects = useStore(projectsStore, (state) => state.projects);
  return (
    <section aria-label="Projects" className={classNames(styles.section, isCollapsed && styles.collapsed)}>
      <h2 className={styles.head}>
        {!isCollapsed && <span>Projects</span>}
        <IconButton label="Open a folder" size="small" onClick={() => void chooseAndOpen()}>
          <Plus size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
      </h2>
      <ul className={styles.list}>
        {projects.map((project) => (
          <ProjectRow key={project.id} project={project} isCurrent={project.id === projectId} isCollapsed={isCollapsed} />
        ))}
      </ul>
    </section>
  );
}

function ProjectRow({ project, isCurrent, isCollapsed }: { project: Project; isCurrent: boolean; isCollapsed: boolean }) {
  const now = useStore(nowStore, (state) => state.now);
  const { lastRun } = project;
  const at = lastRun === null || !isTerminal(lastRun.status) ? null : (lastRun.finishedAt ?? lastRun.createdAt);
  const state = project.exists ? statusWord(lastRun?.status ?? "none") : "Folder not found";
  return (
    <li className={classNames(styles.row, isCurrent && styles.current, !project.exists && styles.gone)}>
      <a href={screenAddress(project.id, "loop")} className={styles.link} title={`${project.name}: ${state}\n${project.path}`}>
        <StatusIcon status={project.exists ? (lastRun?.status ?? "none") : "none"} size={14} />
        <span className={isCollapsed ? "visually-hidden" : styles.name}>{project.name}</span>
        <span className="visually-hidden">, {state.toLowerCase()}</span>
        {!isCollapsed &&
          lastRun !== null &&
          (at === null ? <span className={styles.age}>now</span> : <Age at={at} now={now} isShort className={styles.age} />)}
      </a>
      {!isCollapsed && (
        <Menu
          side="right"
          trigger={
            <IconButton label={`More about ${project.name}`} size="small" className={styles.more}>
              <Ellipsis size={14} strokeWidth={2} aria-hidden="true" />
            </IconButton>
          }
        >
          <MenuItem icon={<Pencil size={14} />} label="Rename…" onSelect={() => showOverlay({ kind: "rename", projectId: project.id })} />
          {project.exists ? (
            <MenuItem icon={<FolderOpen size={14} />} label="Show its folder" onSelect={() => void reveal(project.id)} />
          ) : (
            <MenuItem icon={<FolderOpen size={14} />} label="Locate its folder…" onSelect={() => void locate(project.id)} />
          )}
          <MenuItem icon={<Trash2 size={14} />} label="Remove from the list" onSelect={() => removeOrAsk(project)} />
        </Menu>
      )}
    </li>
  );
}

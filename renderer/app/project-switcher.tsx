import { ChevronsUpDown, FolderOpen, LayoutGrid, Pencil, Trash2 } from "lucide-react";
import { useStore } from "zustand";
import type { Project } from "../../shared/contract/schemas.ts";
import { chooseAndOpen, removeOrAsk, showBoard } from "../actions/project-actions.ts";
import { showOverlay } from "../state/overlay.ts";
import { projectsStore } from "../state/projects.ts";
import { navigate } from "../state/route.ts";
import { Menu, MenuGroup, MenuItem, MenuSeparator } from "../ui/menu.tsx";
import { StatusIcon } from "../ui/status-icon.tsx";
import styles from "./project-switcher.module.css";

/** The name of the shown project, and the way to another one. */
export function ProjectSwitcher({ project }: { project: Project }) {
  const projects = useStore(projectsStore, (state) => state.projects);
  return (
    <Menu
      trigger={
        <button type="button" className={styles.trigger} aria-label={`Project ${project.name}: switch`}>
          <span className={styles.name}>{project.name}</span>
          <ChevronsUpDown size={14} strokeWidth={2} aria-hidden="true" />
        </button>
      }
    >
      <MenuGroup label="Projects">
        {projects.map((other) => (
          <MenuItem
            key={other.id}
            icon={<StatusIcon status={other.lastRun?.status ?? "none"} size={14} />}
            label={other.name}
            detail={other.exists ? undefined : "folder not found"}
            isCurrent={other.id === project.id}
            onSelect={() => showBoard(other.id)}
          />
        ))}
      </MenuGroup>
      <MenuSeparator />
      <MenuItem icon={<FolderOpen size={14} />} label="Open a folder…" shortcut="Mod+O" onSelect={() => void chooseAndOpen()} />
      <MenuItem icon={<LayoutGrid size={14} />} label="All projects" onSelect={() => navigate({ kind: "welcome" })} />
      <MenuSeparator />
      <MenuItem
        icon={<Pencil size={14} />}
        label={`Rename ${project.name}…`}
        onSelect={() => showOverlay({ kind: "rename", projectId: project.id })}
      />
      <MenuItem icon={<Trash2 size={14} />} label={`Remove ${project.name} from the list`} onSelect={() => removeOrAsk(project)} />
    </Menu>
  );
}

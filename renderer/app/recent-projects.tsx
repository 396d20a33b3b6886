import { useStore } from "zustand";
import type { Project } from "../../shared/contract/schemas.ts";
import { locate } from "../actions/project-actions.ts";
import { engineStore } from "../state/engine.ts";
import { nowStore } from "../state/now.ts";
import { projectsStore } from "../state/projects.ts";
import { screenAddress } from "../state/route.ts";
import { Age } from "../ui/age.tsx";
import { StatusIcon } from "../ui/status-icon.tsx";
import { StatusWord } from "../ui/status-word.tsx";
import styles from "./recent-projects.module.css";
import { shortPath } from "./short-path.ts";

/** The open projects, the last opened first, each with the state of its last run. */
export function RecentProjects() {
  const projects = useStore(projectsStore, (state) => state.projects);
  const homeFolder = useStore(engineStore, (state) => state.info?.homeFolder ?? "");
  return (
    <section aria-labelledby="recent-title">
      <h2 id="recent-title" className={styles.heading}>
        Recent
      </h2>
      <ul className={styles.list}>
        {projects.map((project) => (
          <RecentProject key={project.id} project={project} path={shortPath(project.path, homeFolder)} />
        ))}
      </ul>
    </section>
  );
}

function RecentProject({ project, path }: { project: Project; path: string }) {
  const now = useStore(nowStore, (state) => state.now);
  const { lastRun } = project;
  const status = lastRun?.status ?? "none";
  return (
    <li className={styles.row}>
      <a data-item="" href={screenAddress(project.id, "loop")} className={styles.link}>
        <StatusIcon status={project.exists ? status : "none"} />
        <span className={styles.names}>
          <span className={project.exists ? styles.name : styles.goneName}>{project.name}</span>
          <span className={styles.path} title={project.path}>
            {path}
          </span>
        </span>
        {project.exists ? <StatusWord status={status} className={styles.status} /> : <span className={styles.gone}>Folder not found</span>}
        {project.exists && (
          <span className={styles.age}>{lastRun !== null && <Age at={lastRun.finishedAt ?? lastRun.createdAt} now={now} />}</span>
        )}
      </a>
      {!project.exists && (
        <button
          type="button"
          className={styles.locate}
          aria-label={`Locate the folder of ${project.name}`}
          onClick={() => void locate(project.id)}
        >
          Locate…
        </button>
      )}
    </li>
  );
}

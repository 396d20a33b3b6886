import { ArrowRight, Folder, FolderOpen, ShieldCheck } from "lucide-react";
import { useStore } from "zustand";
import { chooseAndOpen, openSample } from "../actions/project-actions.ts";
import { projectsStore } from "../state/projects.ts";
import { Button } from "../ui/button.tsx";
import { Kbd } from "../ui/kbd.tsx";
import styles from "./first-run.module.css";
import { LoopDrawing } from "./loop-drawing.tsx";
import { RecentProjects } from "./recent-projects.tsx";
import { SampleThumbnail } from "./sample-thumbnail.tsx";

/** The page without a project: what Millrace is, and the ways in. */
export function FirstRun() {
  const hasProjects = useStore(projectsStore, (state) => state.projects.length > 0);
  return (
    <div className={styles.scroll}>
      <div className={styles.page}>
        <section aria-labelledby="welcome-title" className={styles.welcome}>
          <LoopDrawing />
          <h1 id="welcome-title" className={styles.title}>
            Open a folder. See its whole loop.
          </h1>
          <p className={styles.lead}>
            Millrace reads what the project already has, from package scripts to build files, and lays it out in eight phases. Nothing
            leaves this computer.
          </p>
          <div className={styles.drop}>
            <div className={styles.dropIcon}>
              <FolderOpen size={28} strokeWidth={1.5} aria-hidden="true" />
            </div>
            <div className={styles.dropText}>Drop a folder here</div>
            <Button kind="primary" size="large" onClick={() => void chooseAndOpen()}>
              <Folder size={14} strokeWidth={2.2} aria-hidden="true" />
              Open a folder
              <Kbd shortcut="Mod+O" isJoined className={styles.keysOnAccent} />
            </Button>
          </div>
          <p className={styles.trust}>
            <ShieldCheck size={16} strokeWidth={1.75} aria-hidden="true" />
            Opening a folder never runs anything from it. The first run asks once for each project.
          </p>
        </section>
        <div className={styles.side}>
          {hasProjects && <RecentProjects />}
          <section aria-labelledby="try-title">
            <h2 id="try-title" className={styles.heading}>
              Try it
            </h2>
            <button type="button" className={styles.sample} onClick={() => void openSample()}>
              <SampleThumbnail />
              <span className={styles.sampleText}>
                <b>Open the sample project</b>
                <span>A small project to run, break and look around in. It is copied to a folder of yours and works offline.</span>
              </span>
              <ArrowRight size={16} strokeWidth={1.75} aria-hidden="true" />
            </button>
          </section>
          <p className={styles.terminal}>
            From a terminal: <code>npx millrace serve</code>
          </p>
        </div>
      </div>
    </div>
  );
}

import { type ReactNode, useState } from "react";
import { useStore } from "zustand";
import type { ProjectId } from "../../../shared/ids.ts";
import type { Failure, Result } from "../../../shared/result.ts";
import { projectsStore } from "../../state/projects.ts";
import { projectIdOf, routeStore } from "../../state/route.ts";
import { Select } from "../../ui/select.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import { EntryFailure } from "./entry-list.tsx";
import styles from "./project-section.module.css";
import { SettingRow, SettingsSection } from "./setting-row.tsx";

interface ProjectSectionProps<List> {
  title: string;
  /** The accessible name of the choice of a project. */
  choiceLabel: string;
  loadingLabel: string;
  entry: Parameters<typeof SettingRow>[0]["entry"];
  /** Reads what is shown; must stay the same hook. */
  useList: (projectId: ProjectId | null) => { readonly list: Result<List, Failure> | null; readonly ask: () => void };
  children: (projectId: ProjectId, list: List, onChanged: () => void) => ReactNode;
}

/** What belongs to the project that is shown, or to the one that is chosen where none is. */
export function ProjectSection<List>({ title, choiceLabel, loadingLabel, entry, useList, children }: ProjectSectionProps<List>) {
  const projects = useStore(projectsStore, (state) => state.projects);
  const shownId = useStore(routeStore, (state) => projectIdOf(state.route));
  const [chosenId, choose] = useState<ProjectId | null>(null);
  const projectId = shownId ?? chosenId ?? projects[0]?.id ?? null;
  const { list, ask } = useList(projectId);
  if (projectId === null) return null;
  return (
    <SettingsSection title={title}>
      <SettingRow entry={entry}>
        {shownId === null && (
          <Select
            label={choiceLabel}
            value={projectId}
            onChange={choose}
            options={projects.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
      </SettingRow>
      <div className={styles.body}>
        {list === null ? (
          <Loading label={loadingLabel}>
            <Skeleton height="40px" />
          </Loading>
        ) : list.ok ? (
          children(projectId, list.value, ask)
        ) : (
          <EntryFailure failure={list.failure} />
        )}
      </div>
    </SettingsSection>
  );
}

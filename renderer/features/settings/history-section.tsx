import { useState } from "react";
import { useStore } from "zustand";
import type { ProjectId } from "../../../shared/ids.ts";
import { projectsStore } from "../../state/projects.ts";
import { projectIdOf, routeStore } from "../../state/route.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import { ExportHistoryDialog } from "./export-history-dialog.tsx";
import styles from "./history-section.module.css";
import { ImportHistoryDialog } from "./import-history-dialog.tsx";
import { settingEntries } from "./setting-entries.ts";
import { SettingRow, SettingsSection } from "./setting-row.tsx";

/** The history of the project that is shown, or of the one that is chosen where none is, as a file. */
export function HistorySection() {
  const projects = useStore(projectsStore, (state) => state.projects);
  const shownId = useStore(routeStore, (state) => projectIdOf(state.route));
  const [chosenId, choose] = useState<ProjectId | null>(null);
  const [asked, ask] = useState<"export" | "import" | null>(null);
  const project = projects.find(({ id }) => id === (shownId ?? chosenId ?? projects[0]?.id));
  if (project === undefined) return null;
  const close = () => ask(null);
  return (
    <SettingsSection title="History">
      <SettingRow entry={settingEntries.historyExport}>
        <span className={styles.controls}>
          {shownId === null && (
            <Select
              label="Project of the history"
              value={project.id}
              onChange={choose}
              options={projects.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
          <Button onClick={() => ask("export")}>Export…</Button>
        </span>
      </SettingRow>
      <SettingRow entry={settingEntries.historyImport}>
        <Button onClick={() => ask("import")}>Import…</Button>
      </SettingRow>
      {asked === "export" && <ExportHistoryDialog project={project} onClose={close} />}
      {asked === "import" && <ImportHistoryDialog project={project} onClose={close} />}
    </SettingsSection>
  );
}

import { Dialog } from "@base-ui/react/dialog";
import { Command } from "cmdk";
import { Search } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import type { Environment } from "../../../shared/contract/deployments.ts";
import type { Monitor } from "../../../shared/contract/monitors.ts";
import type { PlanItem } from "../../../shared/contract/plan.ts";
import type { Runbook } from "../../../shared/contract/runbooks.ts";
import type { Service } from "../../../shared/contract/services.ts";
import { copyText } from "../../actions/editor-actions.ts";
import { settingEntries } from "../../features/settings/setting-entries.ts";
import { environmentsStore } from "../../state/environments.ts";
import { liveRunsStore } from "../../state/live-runs.ts";
import { monitorsStore } from "../../state/monitors.ts";
import { closeOverlay, typeIntoPalette } from "../../state/overlay.ts";
import { pipelineStore } from "../../state/pipeline.ts";
import { planStore } from "../../state/plan.ts";
import { projectOf, projectsStore } from "../../state/projects.ts";
import { projectIdOf, routeStore } from "../../state/route.ts";
import { runbooksStore } from "../../state/runbooks.ts";
import { servicesStore } from "../../state/services.ts";
import { Kbd } from "../../ui/kbd.tsx";
import styles from "./palette.module.css";
import { PalettePreview } from "./preview.tsx";
import { ResultRow } from "./result-row.tsx";
import { type RankedResult, searchPalette } from "./results.ts";
import { useFoundTests } from "./use-found-tests.ts";
import { useRecentRuns } from "./use-recent-runs.ts";

/** Finds and does: stages, commands, runs, items of the plan, projects, settings and tests, each with a look at what Enter would do. */
export function Palette({ query }: { query: string }) {
  const [selectedId, setSelectedId] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const groups = usePaletteResults(query);
  const results = groups.flatMap((group) => group.results);
  const selected = results.find((result) => result.id === selectedId) ?? results[0];

  function perform(result: RankedResult, isOther: boolean): void {
    closeOverlay();
    if (isOther && result.other !== undefined) result.other.perform();
    else result.perform();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const isMod = event.ctrlKey || event.metaKey;
    if (event.key === "Enter" && event.altKey && selected?.other !== undefined) {
      event.preventDefault();
      perform(selected, true);
    } else if (isMod && event.key === "c" && selected?.command !== undefined && !hasSelection(input.current)) {
      event.preventDefault();
      void copyText(selected.command, "the command");
    }
  }

  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && closeOverlay()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.scrim} />
        <Dialog.Popup className={styles.popup} initialFocus={input} aria-label="Search or run a command">
          <Command
            shouldFilter={false}
            loop
            label="Search or run a command"
            value={selected?.id ?? ""}
            onValueChange={setSelectedId}
            onKeyDown={onKeyDown}
          >
            <div className={styles.head}>
              <Search size={18} strokeWidth={1.75} aria-hidden="true" />
              <Command.Input
                ref={input}
                value={query}
                onValueChange={(text) => {
                  typeIntoPalette(text);
                  setSelectedId("");
                }}
                placeholder="A stage, a run, a test, a command"
                className={styles.input}
              />
              <ProjectChip />
            </div>
            <div className={styles.body}>
              <Command.List label="Results" className={styles.list}>
                {results.length === 0 && <p className={styles.none}>Nothing is called “{query.trim()}” here.</p>}
                {groups.map(({ group, results: members }) => (
                  <Command.Group key={group} heading={group} className={styles.group}>
                    {members.map((result) => (
                      <ResultRow key={result.id} result={result} onSelect={() => perform(result, false)} />
                    ))}
                  </Command.Group>
                ))}
              </Command.List>
              <aside aria-label="Preview" className={styles.preview}>
                {selected !== undefined && <PalettePreview result={selected} />}
              </aside>
            </div>
          </Command>
          <PaletteFoot selected={selected} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function hasSelection(input: HTMLInputElement | null): boolean {
  return input !== null && input.selectionStart !== input.selectionEnd;
}

const noEnvironments: readonly Environment[] = [];
const noServices: readonly Service[] = [];
const noRunbooks: readonly Runbook[] = [];
const noItems: readonly PlanItem[] = [];
const noMonitors: readonly Monitor[] = [];

function usePaletteResults(query: string): ReturnType<typeof searchPalette> {
  const projectId = useStore(routeStore, (state) => projectIdOf(state.route));
  const { projects } = useStore(projectsStore);
  const project = useStore(projectsStore, (state) => projectOf(state, projectId));
  const { pipeline, history } = useStore(pipelineStore);
  const environments = useStore(environmentsStore, (state) => state.environments ?? noEnvironments);
  const services = useStore(servicesStore, (state) => state.services ?? noServices);
  const runbooks = useStore(runbooksStore, (state) => state.runbooks ?? noRunbooks);
  const monitors = useStore(monitorsStore, (state) => state.monitors ?? noMonitors);
  const items = useStore(planStore, (state) => state.board?.items ?? noItems);
  const live = useStore(liveRunsStore);
  const runs = useRecentRuns(projectId);
  const tests = useFoundTests(projectId, query);
  return useMemo(
    () =>
      searchPalette(query, {
        project,
        stages: pipeline?.stages ?? [],
        environments,
        services,
        runbooks,
        monitors,
        items,
        history,
        live,
        runs,
        tests,
        projects,
        settings: Object.values(settingEntries),
      }),
    [query, project, pipeline, environments, services, runbooks, monitors, items, history, live, runs, tests, projects],
  );
}

function ProjectChip() {
  const projectId = useStore(routeStore, (state) => projectIdOf(state.route));
  const name = useStore(projectsStore, (state) => projectOf(state, projectId)?.name);
  return name === undefined ? null : <span className={styles.chip}>{name}</span>;
}

function PaletteFoot({ selected }: { selected: RankedResult | undefined }) {
  return (
    <footer className={styles.foot}>
      <span>
        <Kbd shortcut="↑ ↓" /> Move
      </span>
      {selected !== undefined && (
        <span>
          <Kbd shortcut="Enter" /> {selected.verb}
        </span>
      )}
      {selected?.other !== undefined && (
        <span>
          <Kbd shortcut="Alt+Enter" /> {selected.other.verb}
        </span>
      )}
      <span className={styles.space} />
      {selected?.command !== undefined && (
        <span>
          <Kbd shortcut="Mod+C" /> Copy as command
        </span>
      )}
    </footer>
  );
}

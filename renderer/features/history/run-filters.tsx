import { CircleDot, GitBranch, Layers, SearchX, Workflow, X, Zap } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import type { ProjectId } from "../../../shared/ids.ts";
import { statuses } from "../../../shared/status.ts";
import { triggerNames } from "../../../shared/trigger-words.ts";
import { call } from "../../link/call.ts";
import { pipelineStore } from "../../state/pipeline.ts";
import { changeQuery } from "../../state/route.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { statusWord } from "../../ui/status-word.tsx";
import { PeriodFilter } from "./period-filter.tsx";
import styles from "./run-filters.module.css";
import { isNarrowed, type RunsQuery, triggers } from "./run-list.ts";

const noFilter = { status: "", branch: "", trigger: "", whole: "", searches: "", stage: "", stageStatus: "", since: "", until: "" };

/** What the list is narrowed to; it stands in the address, so it can be sent and bookmarked. */
export function RunFilters({ projectId, query }: { projectId: ProjectId; query: RunsQuery }) {
  const branches = useBranches(projectId);
  const stages = useStageNames();
  return (
    <div className={styles.filters}>
      <Select
        label="Status"
        value={query.status ?? ""}
        icon={<CircleDot size={14} strokeWidth={2} aria-hidden="true" />}
        options={[
          { value: "", label: "Any status" },
          { value: "ended", label: "Ended" },
          ...statuses.map((status) => ({ value: status, label: statusWord(status) })),
        ]}
        onChange={(status) => changeQuery({ status })}
      />
      <Select
        label="Branch"
        value={query.branch ?? ""}
        icon={<GitBranch size={14} strokeWidth={2} aria-hidden="true" />}
        options={[{ value: "", label: "Any branch" }, ...optionsOf(branches, query.branch)]}
        onChange={(branch) => changeQuery({ branch })}
      />
      <Select
        label="Trigger"
        value={query.trigger ?? ""}
        icon={<Zap size={14} strokeWidth={2} aria-hidden="true" />}
        options={[{ value: "", label: "Any trigger" }, ...triggers.map((trigger) => ({ value: trigger, label: triggerNames[trigger] }))]}
        onChange={(trigger) => changeQuery({ trigger })}
      />
      <Select
        label="Stage"
        value={query.stage ?? ""}
        icon={<Layers size={14} strokeWidth={2} aria-hidden="true" />}
        options={[{ value: "", label: "Any stage" }, ...optionsOf(stages, query.stage)]}
        onChange={(stage) => changeQuery({ stage, stageStatus: "" })}
      />
      <PeriodFilter query={query} />
      {query.stage !== null && query.stageStatus !== null && (
        <Removable
          name={`Stage ${statusWord(query.stageStatus).toLowerCase()}`}
          title={`Only runs in which ${query.stage} ${statusWord(query.stageStatus).toLowerCase()}. Press to show all with the stage.`}
          icon={<StatusIcon status={query.stageStatus} size={14} />}
          onRemove={() => changeQuery({ stageStatus: "" })}
        />
      )}
      {query.isWhole && (
        <Removable
          name="Whole pipeline"
          title="Press to show runs of chosen stages, too."
          icon={<Workflow size={14} strokeWidth={2} aria-hidden="true" />}
          onRemove={() => changeQuery({ whole: "" })}
        />
      )}
      {query.isOrdinary && (
        <Removable
          name="Without searches"
          title="Press to show what searches for a culprit ran, too."
          icon={<SearchX size={14} strokeWidth={2} aria-hidden="true" />}
          onRemove={() => changeQuery({ searches: "" })}
        />
      )}
      {isNarrowed(query) && (
        <Button kind="quiet" onClick={() => changeQuery(noFilter)}>
          Clear filters
        </Button>
      )}
    </div>
  );
}

/** A filter that a link brought; it is taken away with a press. */
function Removable({ name, title, icon, onRemove }: { name: string; title: string; icon: ReactNode; onRemove: () => void }) {
  return (
    <Button onClick={onRemove} title={title} aria-label={`Remove the filter ${name}`}>
      {icon}
      {name}
      <X size={14} strokeWidth={2} aria-hidden="true" />
    </Button>
  );
}

/** The names as choices; the chosen one is among them, also when it is gone from the project. */
function optionsOf(names: readonly string[], chosen: string | null): { readonly value: string; readonly label: string }[] {
  const all = chosen === null || names.includes(chosen) ? names : [chosen, ...names];
  return all.map((name) => ({ value: name, label: name }));
}

/** Takes all filters away. */
export function clearFilters(): void {
  changeQuery(noFilter);
}

function useStageNames(): readonly string[] {
  const pipeline = useStore(pipelineStore, (state) => state.pipeline ?? state.lastGood);
  return useMemo(() => (pipeline?.stages ?? []).map(({ name }) => name), [pipeline]);
}

function useBranches(projectId: ProjectId): readonly string[] {
  const [held, setHeld] = useState<{ readonly projectId: ProjectId; readonly branches: readonly string[] } | null>(null);
  useEffect(() => {
    let isStale = false;
    void call((engine) => engine.runs.branches({ projectId })).then((answer) => {
      if (!isStale && answer.ok) setHeld({ projectId, branches: answer.value });
    });
    return () => {
      isStale = true;
    };
  }, [projectId]);
  return held?.projectId === projectId ? held.branches : [];
}

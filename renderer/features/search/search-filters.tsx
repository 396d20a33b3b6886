import { CalendarDays, CircleDot, FolderTree, GitBranch, Layers } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import type { ProjectId } from "../../../shared/ids.ts";
import { statuses } from "../../../shared/status.ts";
import { call } from "../../link/call.ts";
import { pipelineStore } from "../../state/pipeline.ts";
import { changeQuery } from "../../state/route.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import { statusWord } from "../../ui/status-word.tsx";
import { isNarrowed, type LogQuery, periods } from "./search-query.ts";

const icon = { size: 14, strokeWidth: 2, "aria-hidden": true } as const;
const periodNames: Record<(typeof periods)[number], string> = {
  1: "Today",
  7: "Last 7 days",
  30: "Last 30 days",
  90: "Last 90 days",
  365: "Last year",
};

/** Which logs are looked through; it stands in the address, so it can be sent and bookmarked. */
export function SearchFilters({ projectId, query }: { projectId: ProjectId; query: LogQuery }) {
  const branches = useBranches(projectId);
  const pipeline = useStore(pipelineStore, (state) => state.pipeline ?? state.lastGood);
  const stages = useMemo(() => (pipeline?.stages ?? []).map(({ name }) => name), [pipeline]);
  return (
    <>
      <Select
        label="Projects"
        value={query.isOfAllProjects ? "all" : ""}
        icon={<FolderTree {...icon} />}
        options={[
          { value: "", label: "This project" },
          { value: "all", label: "All projects" },
        ]}
        onChange={(scope) => changeQuery({ scope })}
      />
      <Select
        label="Stage"
        value={query.stage ?? ""}
        icon={<Layers {...icon} />}
        options={[{ value: "", label: "Any stage" }, ...optionsOf(stages, query.stage)]}
        onChange={(stage) => changeQuery({ stage })}
      />
      <Select
        label="Branch"
        value={query.branch ?? ""}
        icon={<GitBranch {...icon} />}
        options={[{ value: "", label: "Any branch" }, ...optionsOf(branches, query.branch)]}
        onChange={(branch) => changeQuery({ branch })}
      />
      <Select
        label="Status of the run"
        value={query.status ?? ""}
        icon={<CircleDot {...icon} />}
        options={[{ value: "", label: "Any status" }, ...statuses.map((status) => ({ value: status, label: statusWord(status) }))]}
        onChange={(status) => changeQuery({ status })}
      />
      <Select
        label="Period"
        value={query.days ?? ""}
        icon={<CalendarDays {...icon} />}
        options={[{ value: "", label: "Any time" }, ...periods.map((days) => ({ value: days, label: periodNames[days] }))]}
        onChange={(days) => changeQuery({ days })}
      />
      {isNarrowed(query) && (
        <Button kind="quiet" onClick={clearSearchFilters}>
          Clear filters
        </Button>
      )}
    </>
  );
}

/** Looks through all logs of the chosen projects again. */
export function clearSearchFilters(): void {
  changeQuery({ stage: "", branch: "", status: "", days: "" });
}

/** The names as choices; the chosen one is among them, also when it is of another project. */
function optionsOf(names: readonly string[], chosen: string | null): { readonly value: string; readonly label: string }[] {
  const all = chosen === null || names.includes(chosen) ? names : [chosen, ...names];
  return all.map((name) => ({ value: name, label: name }));
}

function useBranches(projectId: ProjectId): readonly string[] {
  const [branches, setBranches] = useState<readonly string[]>([]);
  useEffect(() => {
    let isStale = false;
    void call((engine) => engine.runs.branches({ projectId })).then((answer) => {
      if (!isStale && answer.ok) setBranches(answer.value);
    });
    return () => {
      isStale = true;
    };
  }, [projectId]);
  return branches;
}

import { CalendarDays, CircleDot, GitBranch, Layers, Workflow, X, Zap } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import type { ProjectId } from "../../../shared/ids.ts";
import { statuses } from "../../../shared/status.ts";
import { call } from "../../link/call.ts";
import { changeQuery } from "../../state/route.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import { statusWord } from "../../ui/status-word.tsx";
import styles from "./run-filters.module.css";
import { daysText, isNarrowed, type RunsQuery, triggers } from "./run-list.ts";
import { triggerName } from "./run-row.tsx";

const noFilter = { status: "", branch: "", trigger: "", whole: "", stage: "", stageStatus: "", since: "", until: "" };

/** What the list is narrowed to; it stands in the address, so it can be sent and bookmarked. */
export function RunFilters({ projectId, query }: { projectId: ProjectId; query: RunsQuery }) {
  const branches = useBranches(projectId);
  const known = query.branch === null || branches.includes(query.branch) ? branches : [query.branch, ...branches];
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
        options={[{ value: "", label: "Any branch" }, ...known.map((branch) => ({ value: branch, label: branch }))]}
        onChange={(branch) => changeQuery({ branch })}
      />
      <Select
        label="Trigger"
        value={query.trigger ?? ""}
        icon={<Zap size={14} strokeWidth={2} aria-hidden="true" />}
        options={[{ value: "", label: "Any trigger" }, ...triggers.map((trigger) => ({ value: trigger, label: triggerName(trigger) }))]}
        onChange={(trigger) => changeQuery({ trigger })}
      />
      {(query.sinceDay !== null || query.untilDay !== null) && (
        <Removable
          name={daysText(query.sinceDay, query.untilDay)}
          title="Created on these days, counted in UTC. Press to show runs of any day."
          icon={<CalendarDays size={14} strokeWidth={2} aria-hidden="true" />}
          onRemove={() => changeQuery({ since: "", until: "" })}
        />
      )}
      {query.stage !== null && (
        <Removable
          name={query.stageStatus === null ? query.stage : `${query.stage}: ${statusWord(query.stageStatus).toLowerCase()}`}
          title={`Only runs with the stage ${query.stage}. Press to show runs of any stages.`}
          icon={<Layers size={14} strokeWidth={2} aria-hidden="true" />}
          onRemove={() => changeQuery({ stage: "", stageStatus: "" })}
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

/** Takes all filters away. */
export function clearFilters(): void {
  changeQuery(noFilter);
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

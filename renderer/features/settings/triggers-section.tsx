import { useStore } from "zustand";
import type { TriggerEntry, TriggerList } from "../../../shared/contract/triggers.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { call } from "../../link/call.ts";
import { nowStore } from "../../state/now.ts";
import { runAddress } from "../../state/route.ts";
import { showFailure } from "../../state/toasts.ts";
import { Age, formatMoment } from "../../ui/age.tsx";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { statusWord } from "../../ui/status-word.tsx";
import { triggerIcons } from "../../ui/trigger-icons.ts";
import { EntryFailure, EntryNote, EntryRow } from "./entry-list.tsx";
import { ProjectSection } from "./project-section.tsx";
import { settingEntries } from "./setting-entries.ts";
import styles from "./triggers-section.module.css";
import { useTriggers } from "./use-triggers.ts";

/** What starts runs by itself, of the project that is shown, or of the one that is chosen where none is. */
export function TriggersSection() {
  return (
    <ProjectSection
      title="Triggers"
      choiceLabel="Project of the triggers"
      loadingLabel="Reading the triggers"
      entry={settingEntries.triggers}
      useList={useTriggers}
    >
      {(projectId, list, onChanged) => <Triggers projectId={projectId} list={list} onChanged={onChanged} />}
    </ProjectSection>
  );
}

interface TriggersProps {
  projectId: ProjectId;
  list: TriggerList;
  onChanged: () => void;
}

function Triggers({ projectId, list: { triggers, problem }, onChanged }: TriggersProps) {
  if (problem !== null) return <EntryFailure failure={{ message: problem, hint: "Until that is mended nothing starts by itself." }} />;
  if (triggers.length === 0) {
    return (
      <EntryNote>
        The pipeline has none. <code>{"triggers: [{ on: commit }]"}</code> in millrace.yml runs it after each commit.
      </EntryNote>
    );
  }
  return (
    <ul aria-label="Triggers">
      {triggers.map((trigger) => (
        <TriggerRow key={trigger.key} projectId={projectId} trigger={trigger} onChanged={onChanged} />
      ))}
    </ul>
  );
}

const stateWords = {
  active: "Active",
  paused: "Paused",
  "not-trusted": "Not trusted yet",
  "no-repository": "Needs a git repository",
} as const;

function TriggerRow({ projectId, trigger, onChanged }: { projectId: ProjectId; trigger: TriggerEntry; onChanged: () => void }) {
  const { key, kind, what, stages, usesCheckout, state, fault } = trigger;
  const Icon = triggerIcons[kind];
  async function pause(isPaused: boolean): Promise<void> {
    const answer = await call((engine) => engine.triggers.pause({ projectId, key, isPaused }));
    if (!answer.ok) showFailure(answer.failure);
    onChanged();
  }
  return (
    <EntryRow
      icon={<Icon size={14} strokeWidth={2} aria-hidden="true" className={classNames(styles.icon, state !== "active" && styles.idle)} />}
      name={
        <>
          {key !== what && `${key}: `}
          <code>{what}</code>
        </>
      }
      detail={
        <>
          {stages.length === 0 ? "Runs the whole pipeline" : `Runs ${stages.join(", ")}`}
          {usesCheckout && ", in a clean checkout"}. <Past projectId={projectId} trigger={trigger} />
        </>
      }
      fault={fault}
      state={stateWords[state]}
    >
      <Button
        size="small"
        className={styles.pause}
        disabled={state === "not-trusted" || state === "no-repository"}
        aria-label={`${state === "paused" ? "Resume" : "Pause"} ${key}`}
        onClick={() => void pause(state !== "paused")}
      >
        {state === "paused" ? "Resume" : "Pause"}
      </Button>
    </EntryRow>
  );
}

function Past({ projectId, trigger: { lastFiredAt, lastRun, nextDueAt } }: { projectId: ProjectId; trigger: TriggerEntry }) {
  const now = useStore(nowStore, (state) => state.now);
  return (
    <>
      {lastFiredAt === null ? (
        "Never fired"
      ) : (
        <>
          Fired <Age at={lastFiredAt} now={now} />
        </>
      )}
      {lastRun !== null && (
        <>
          {": "}
          <a className={styles.run} href={runAddress(projectId, lastRun.id)}>
            run {lastRun.number}
          </a>{" "}
          {statusWord(lastRun.status).toLowerCase()}
        </>
      )}
      {nextDueAt !== null && `; next ${formatMoment(nextDueAt)}`}
    </>
  );
}

import { useState } from "react";
import type { Dora, DoraDeployment, DoraRule } from "../../../../shared/contract/dora.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { severities } from "../../../../shared/severities.ts";
import { dayMs, formatDuration, hourMs } from "../../../../shared/time.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { FailureNote } from "../../../ui/list-states.tsx";
import { Select } from "../../../ui/select.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import type { Period } from "../figures.ts";
import styles from "./dora-rules.module.css";
import { RulePreview } from "./preview-table.tsx";
import { usePreview } from "./rule-preview.ts";
import { choiceOf, sourceChoices, sourceOf } from "./source-choices.ts";

interface DoraRulesProps {
  projectId: ProjectId;
  days: Period;
  dora: Dora;
  /** Those that failed by the rule that is kept. */
  failed: readonly DoraDeployment[];
  /** Answers whether it was kept. */
  onKeep: (rule: DoraRule) => Promise<boolean>;
  onClose: () => void;
}

/** What counts as a deployment and as a failure, with what a change would make of the numbers. */
export function DoraRules({ projectId, days, dora, failed, onKeep, onClose }: DoraRulesProps) {
  const [rule, setRule] = useState(dora.rule);
  const [isBusy, setBusy] = useState(false);
  const { preview, failure } = usePreview(projectId, days, rule);
  const change = (changes: Partial<DoraRule>) => setRule({ ...rule, ...changes });
  const isSame = JSON.stringify(rule) === JSON.stringify(dora.rule);
  const isComplete = rule.source.kind !== "tags" || rule.source.pattern !== "";
  const keep = async () => {
    setBusy(true);
    if (await onKeep(rule)) onClose();
    else setBusy(false);
  };
  return (
    <Dialog
      title="What counts"
      description="The rule is kept for this project. Below stands what it makes of the numbers before you keep it."
      width={600}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" disabled={isBusy || isSame || !isComplete} onClick={() => void keep()}>
            Keep the rule
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <span className={styles.name}>A deployment is</span>
        <div className={styles.choice}>
          <Select
            label="A deployment is"
            value={rule.source.kind === "tags" ? tagsChoice : choiceOf(rule.source)}
            options={choicesOf(dora)}
            onChange={(value) => change({ source: value === tagsChoice ? tagsOf(rule) : sourceOf(value) })}
          />
          {rule.source.kind === "tags" && (
            <TextField
              label="Pattern of tags"
              isLabelHidden
              isMono
              className={styles.pattern}
              value={rule.source.pattern}
              maxLength={200}
              onChange={(event) => change({ source: { kind: "tags", pattern: event.target.value } })}
            />
          )}
        </div>
        <span className={styles.name}>It failed when</span>
        <label className={styles.check}>
          <input type="checkbox" checked={rule.countsRollbacks} onChange={(event) => change({ countsRollbacks: event.target.checked })} />
          it was rolled back, by its health or by a person
        </label>
        <span className={styles.name}>or</span>
        <div className={styles.choice}>
          <Select
            label="Incidents that count"
            value={rule.incidentSeverity ?? "none"}
            options={severityChoices}
            onChange={(value) => change({ incidentSeverity: value === "none" ? null : value })}
          />
          {rule.incidentSeverity !== null && (
            <SpanSelect
              label="Time in which an incident counts"
              valueMs={rule.incidentWithinMs}
              onChange={(incidentWithinMs) => change({ incidentWithinMs })}
            />
          )}
        </div>
        <span className={styles.name}>or</span>
        <div className={styles.choice}>
          <Select
            label="Hotfixes"
            value={rule.hotfixWithinMs === 0 ? "no" : "yes"}
            options={hotfixChoices}
            onChange={(value) => change({ hotfixWithinMs: value === "no" ? 0 : dayMs })}
          />
          {rule.hotfixWithinMs > 0 && (
            <SpanSelect
              label="Time in which a hotfix counts"
              valueMs={rule.hotfixWithinMs}
              onChange={(hotfixWithinMs) => change({ hotfixWithinMs })}
            />
          )}
        </div>
      </div>
      <FailureNote failure={failure} />
      <RulePreview before={dora} failedBefore={failed} preview={preview} />
    </Dialog>
  );
}

const tagsChoice = "tags";

function choicesOf(dora: Dora): { value: string; label: string }[] {
  const environments = sourceChoices(dora).filter(({ value }) => !value.startsWith("tags "));
  return [
    ...environments.map(({ value, label }) => ({ value, label: `a release in ${label}` })),
    { value: tagsChoice, label: "a tag named" },
  ];
}

function tagsOf({ source }: DoraRule): DoraRule["source"] {
  return source.kind === "tags" ? source : { kind: "tags", pattern: "v*" };
}

const severityChoices = [
  { value: "none" as const, label: "incidents do not count" },
  ...severities.map((severity) => ({
    value: severity,
    label: severity === "critical" ? "a critical incident" : severity === "minor" ? "any incident" : `a ${severity} incident, or worse`,
  })),
];

const hotfixChoices = [
  { value: "no", label: "hotfixes do not count" },
  { value: "yes", label: "a patch or only fixes followed" },
] as const;

const spansMs = [hourMs, 4 * hourMs, 12 * hourMs, dayMs, 2 * dayMs, 7 * dayMs];

function SpanSelect({ label, valueMs, onChange }: { label: string; valueMs: number; onChange: (valueMs: number) => void }) {
  const all = [...new Set([...spansMs, valueMs])].sort((one, other) => one - other);
  return (
    <Select
      label={label}
      value={String(valueMs)}
      options={all.map((spanMs) => ({ value: String(spanMs), label: `within ${formatDuration(spanMs).replace(/ 00? [a-z]+$/, "")}` }))}
      onChange={(value) => onChange(Number(value))}
    />
  );
}

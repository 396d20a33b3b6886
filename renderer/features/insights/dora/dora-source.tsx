import { Layers, Scale } from "lucide-react";
import { useState } from "react";
import type { DoraRule } from "../../../../shared/contract/dora.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { call } from "../../../link/call.ts";
import { showFailure } from "../../../state/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Select } from "../../../ui/select.tsx";
import type { Period } from "../figures.ts";
import { DoraRules } from "./dora-rules.tsx";
import { choiceOf, sourceChoices, sourceOf } from "./source-choices.ts";
import type { DoraState } from "./use-dora.ts";

/** What counts as a deployment, to be chosen, and the way to the rule; nothing until that was read. */
export function DoraSource({
  projectId,
  days,
  state: { dora, deployments, retry },
}: {
  projectId: ProjectId;
  days: Period;
  state: DoraState;
}) {
  const [isOpen, setOpen] = useState(false);
  if (dora === null) return null;
  const keep = async (rule: DoraRule) => {
    const kept = await call((engine) => engine.insights.setDoraRule({ projectId, rule }));
    if (!kept.ok) showFailure(kept.failure);
    retry();
    return kept.ok;
  };
  return (
    <>
      <Select
        label="Deployments to count"
        icon={<Layers size={14} strokeWidth={1.75} aria-hidden="true" />}
        value={choiceOf(dora.rule.source)}
        options={sourceChoices(dora)}
        onChange={(value) => void keep({ ...dora.rule, source: sourceOf(value) })}
      />
      <Button onClick={() => setOpen(true)}>
        <Scale size={14} strokeWidth={1.75} aria-hidden="true" />
        Rules
      </Button>
      {isOpen && (
        <DoraRules
          projectId={projectId}
          days={days}
          dora={dora}
          failed={deployments.filter(({ failures }) => failures.length > 0)}
          onKeep={keep}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

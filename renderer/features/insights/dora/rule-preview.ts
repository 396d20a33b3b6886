import { useEffect, useState } from "react";
import type { Dora, DoraDeployment, DoraRule } from "../../../../shared/contract/dora.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { call } from "../../../link/call.ts";
import type { Period } from "../figures.ts";

/** What a rule would make of the period. */
export interface Preview {
  readonly dora: Dora;
  /** Those that failed by it. */
  readonly failed: readonly DoraDeployment[];
}

// Typing a pattern asks once, not once a letter.
const pauseMs = 200;

/** Tries a rule out, a moment after it was changed last; the one before stays until then. */
export function usePreview(projectId: ProjectId, days: Period, rule: DoraRule): { preview: Preview | null; failure: Failure | null } {
  const [held, setHeld] = useState<{ preview: Preview | null; failure: Failure | null }>({ preview: null, failure: null });
  useEffect(() => {
    let isStale = false;
    const timer = setTimeout(() => {
      void readPreview(projectId, days, rule).then((read) => {
        if (!isStale) setHeld(read);
      });
    }, pauseMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [projectId, days, rule]);
  return held;
}

async function readPreview(
  projectId: ProjectId,
  days: Period,
  rule: DoraRule,
): Promise<{ preview: Preview | null; failure: Failure | null }> {
  const dora = await call((engine) => engine.insights.dora({ projectId, days, rule }));
  if (!dora.ok) return { preview: null, failure: dora.failure };
  const { fromDay, toDay } = dora.value;
  const rows = await call((engine) => engine.insights.doraDeployments({ projectId, days, rule, fromDay, toDay, failed: true }));
  if (!rows.ok) return { preview: null, failure: rows.failure };
  return { preview: { dora: dora.value, failed: rows.value.deployments }, failure: null };
}

/** Which deployments count as failed by one rule and not by another: both directions. */
export function compareFailures(
  before: readonly DoraDeployment[],
  after: readonly DoraDeployment[],
): { newly: readonly DoraDeployment[]; nolonger: readonly DoraDeployment[] } {
  const [known, next] = [new Set(before.map(keyOf)), new Set(after.map(keyOf))];
  return { newly: after.filter((one) => !known.has(keyOf(one))), nolonger: before.filter((one) => !next.has(keyOf(one))) };
}

function keyOf({ deploymentId, name }: DoraDeployment): string {
  return deploymentId ?? name;
}

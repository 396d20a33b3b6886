import { useEffect, useState } from "react";
import type { Approval } from "../../../../shared/contract/schemas.ts";
import type { DeploymentId } from "../../../../shared/ids.ts";
import { call } from "../../../link/call.ts";

/** Who approved a deployment, and with which words; `null` until it was read, and for none. */
export function useApproval(deploymentId: DeploymentId | null): Approval | null {
  const [held, setHeld] = useState<{ readonly id: DeploymentId; readonly approval: Approval | null } | null>(null);
  useEffect(() => {
    if (deploymentId === null) return;
    let isStale = false;
    void call((engine) => engine.deployments.get({ deploymentId })).then((answer) => {
      if (!isStale && answer.ok) setHeld({ id: deploymentId, approval: answer.value.approval });
    });
    return () => {
      isStale = true;
    };
  }, [deploymentId]);
  return held?.id === deploymentId ? held.approval : null;
}

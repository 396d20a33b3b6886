import { useEffect, useState } from "react";
import type { Deployment } from "../../../shared/contract/deployments.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { call } from "../../link/call.ts";

/** As many as a chart can show. */
const limit = 500;

/** The newest deployments of a project; none until they are here. What cannot be read leaves the chart without them. */
export function useDeployments(projectId: ProjectId): readonly Deployment[] {
  const [deployments, setDeployments] = useState<readonly Deployment[]>([]);
  useEffect(() => {
    let isStale = false;
    void call((engine) => engine.deployments.list({ projectId, limit })).then((answer) => {
      if (!isStale && answer.ok) setDeployments(answer.value.deployments);
    });
    return () => {
      isStale = true;
    };
  }, [projectId]);
  return deployments;
}

import type { Annotation } from "../../shared/contract/metrics.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { alertAddress, deploymentAddress, incidentAddress } from "../state/route.ts";

/** Where something that happened is told in full. */
export function annotationAddress(projectId: ProjectId, annotation: Annotation): string {
  switch (annotation.kind) {
    case "deployment":
      return deploymentAddress(projectId, annotation.deploymentId);
    case "incident":
      return incidentAddress(projectId, annotation.incidentId);
    case "alert":
      return alertAddress(projectId, annotation.alertId);
  }
}

import type { Annotation } from "../../shared/contract/metrics.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { deploymentAddress, incidentAddress, screenAddress } from "../state/route.ts";

/** Where something that happened is told in full. */
export function annotationAddress(projectId: ProjectId, annotation: Annotation): string {
  switch (annotation.kind) {
    case "deployment":
      return deploymentAddress(projectId, annotation.deploymentId);
    case "incident":
      return incidentAddress(projectId, annotation.incidentId);
    case "alert":
      return screenAddress(projectId, "monitors", { view: "alerts", alert: annotation.alertId });
  }
}

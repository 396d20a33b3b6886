import type { Service } from "../../../../shared/contract/services.ts";
import type { ProjectId } from "../../../../shared/ids.ts";

interface ServiceChartsProps {
  projectId: ProjectId;
  service: Service;
  /** How far back they reach, as it stands in the address. */
  span: string;
}

/** What a service uses: CPU and memory, with the deployments drawn. */
export function ServiceCharts(_: ServiceChartsProps) {
  return null;
}

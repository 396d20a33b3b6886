import type { ProjectId } from "../../../shared/ids.ts";
import type { RouteQuery } from "../../state/route.ts";

/** What the Insights screen needs from around it. */
export interface InsightsProps {
  projectId: ProjectId;
  /** The period, as it stands in the address; change it with `changeQuery`. */
  query: RouteQuery;
}

/** The charts of a project. */
export function Insights({ projectId }: InsightsProps) {
  return <p>Insights of {projectId}</p>;
}

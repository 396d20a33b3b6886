import type { ProjectId } from "../../../shared/ids.ts";
import type { RouteQuery } from "../../state/route.ts";

/** What the Runs screen needs from around it. */
export interface HistoryProps {
  projectId: ProjectId;
  /** The filters, as they stand in the address; change them with `changeQuery`. */
  query: RouteQuery;
}

/** All runs of a project, newest first. */
export function History({ projectId }: HistoryProps) {
  return <p>Runs of {projectId}</p>;
}

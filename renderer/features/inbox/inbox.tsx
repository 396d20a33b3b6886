import type { ProjectId } from "../../../shared/ids.ts";
import type { RouteQuery } from "../../state/route.ts";
import { EmptyState } from "../../ui/empty-state.tsx";

/** What is broken, of one project or of all. */
export function Inbox(_: { projectId: ProjectId | null; query: RouteQuery }) {
  return <EmptyState isPage title="Nothing is broken" />;
}

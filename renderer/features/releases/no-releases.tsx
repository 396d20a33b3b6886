import { Tag } from "lucide-react";
import type { ProjectId } from "../../../shared/ids.ts";
import { planRelease } from "../../actions/release-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Drawing } from "../../ui/drawing.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";

/** What a release is, and the way to the first one. */
export function NoReleases({ projectId }: { projectId: ProjectId }) {
  return (
    <EmptyState
      drawing={<TagDrawing />}
      title="No release yet"
      actions={
        <Button kind="primary" onClick={() => planRelease(projectId)}>
          <Tag size={14} strokeWidth={2} aria-hidden="true" />
          Plan the first release
        </Button>
      }
    >
      <p>The next version comes from the commits, its files from one green run of them. The plan shows everything before it happens.</p>
    </EmptyState>
  );
}

/** A small drawing: a tag, and the lines that it is put to. */
export function TagDrawing() {
  return (
    <Drawing>
      <path d="M20 52V24a6 6 0 0 1 6-6h26a8 8 0 0 1 5.500 2.300l26 26a6 6 0 0 1 0 8.500L58.800 79.500a6 6 0 0 1-8.500 0L22.300 57.500A8 8 0 0 1 20 52z" />
      <circle cx="37" cy="35" r="4" />
      <g stroke="var(--line-strong)">
        <path d="M108 24h42M108 40h30M108 56h38M108 72h24" />
        <path d="M98 24h.2M98 40h.2M98 56h.2M98 72h.2" strokeWidth="4" />
      </g>
    </Drawing>
  );
}

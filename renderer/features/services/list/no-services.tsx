import { useStore } from "zustand";
import type { ProjectId } from "../../../../shared/ids.ts";
import { linesForPipelineFile } from "../../../actions/pipeline-file.ts";
import { pipelineStore } from "../../../state/pipeline.ts";
import { Drawing } from "../../../ui/drawing.tsx";
import { NothingInFile } from "../../../ui/nothing-in-file.tsx";
import { serviceSnippet } from "../snippets.ts";

/** What a service is, and the lines that make one. */
export function NoServices({ projectId }: { projectId: ProjectId }) {
  const origin = useStore(pipelineStore, (state) => state.pipeline?.origin ?? "none");
  return (
    <NothingInFile title="No services yet" drawing={<RackDrawing />} {...linesForPipelineFile(projectId, origin, serviceSnippet)}>
      A service is a program that Millrace keeps running, with the window open or closed: started in order, asked how it is, and started
      again when it ends. Add lines such as these, or a Procfile.
    </NothingInFile>
  );
}

/** A small drawing: three boxes in a rack, the first of which is well. */
function RackDrawing() {
  return (
    <Drawing>
      <rect x="34" y="12" width="100" height="20" rx="5" />
      <g stroke="var(--line-strong)">
        <rect x="34" y="38" width="100" height="20" rx="5" />
        <rect x="34" y="64" width="100" height="20" rx="5" />
        <path d="M58 22h40M58 48h28M58 74h34" />
      </g>
      <path d="M46 22h.2M46 48h.2M46 74h.2" strokeWidth="4" />
      <path d="M112 22l4 4 8-8" />
    </Drawing>
  );
}

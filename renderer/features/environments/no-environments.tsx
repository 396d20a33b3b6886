import { useStore } from "zustand";
import type { ProjectId } from "../../../shared/ids.ts";
import { linesForPipelineFile } from "../../actions/pipeline-file.ts";
import { pipelineStore } from "../../state/pipeline.ts";
import { Drawing } from "../../ui/drawing.tsx";
import { NothingInFile } from "../../ui/nothing-in-file.tsx";
import { environmentSnippet } from "./environment-snippet.ts";

/** What an environment is, and the lines that make one. */
export function NoEnvironments({ projectId }: { projectId: ProjectId }) {
  const origin = useStore(pipelineStore, (state) => state.pipeline?.origin ?? "none");
  return (
    <NothingInFile
      title="Nowhere to deploy yet"
      drawing={<StepsDrawing />}
      {...linesForPipelineFile(projectId, origin, environmentSnippet)}
    >
      An environment is a place that a release goes to: a folder here, one on a host over SSH, or commands of your own. Add lines such as
      these, and this screen shows what is where.
    </NothingInFile>
  );
}

/** A small drawing: three places, each a step above the other, and what goes from one to the next. */
function StepsDrawing() {
  return (
    <Drawing>
      <g stroke="var(--line-strong)">
        <rect x="12" y="58" width="42" height="24" rx="5" />
        <rect x="64" y="38" width="42" height="44" rx="5" />
        <path d="M126 32h22M126 42h14" />
      </g>
      <rect x="116" y="18" width="42" height="64" rx="5" />
      <path d="M33 50c2-14 14-22 28-22m0 0l-5-4m5 4l-5 4M86 30c3-10 12-16 26-16m0 0l-5-4m5 4l-5 4" />
    </Drawing>
  );
}

import { useStore } from "zustand";
import type { ProjectId } from "../../../../shared/ids.ts";
import { linesForPipelineFile } from "../../../actions/pipeline-file.ts";
import { pipelineStore } from "../../../state/pipeline.ts";
import { Drawing } from "../../../ui/drawing.tsx";
import { NothingInFile } from "../../../ui/nothing-in-file.tsx";
import { monitorSnippet } from "../monitor-snippet.ts";

/** What a monitor is, and the lines that make one. */
export function NoMonitors({ projectId }: { projectId: ProjectId }) {
  const origin = useStore(pipelineStore, (state) => state.pipeline?.origin ?? "none");
  return (
    <NothingInFile title="Nothing is watched yet" drawing={<PulseDrawing />} {...linesForPipelineFile(projectId, origin, monitorSnippet)}>
      A monitor looks at something on a schedule: a page, a port, a certificate, a name, a process, a disk, a log. Add lines such as these,
      and this screen shows how it is, how fast it answers, and when it was not there.
    </NothingInFile>
  );
}

/** A small drawing: a pulse over time. */
function PulseDrawing() {
  return (
    <Drawing>
      <path d="M14 82h140M14 14v68" stroke="var(--line-strong)" />
      <path d="M22 58h22l8-26 14 42 12-30 7 14h22l8-8 8 8h24" />
      <circle cx="115" cy="50" r="4" fill="var(--bg)" />
    </Drawing>
  );
}

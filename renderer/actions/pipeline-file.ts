import type { Pipeline } from "../../shared/contract/schemas.ts";
import type { ProjectId } from "../../shared/ids.ts";
import type { WayToFile } from "../ui/way-button.tsx";
import { copyText, openInEditor } from "./editor-actions.ts";
import { saveAsFile } from "./project-actions.ts";

/** How a person comes to the project's `millrace.yml`; `null` where nothing was found that could be saved as one. */
export function wayToPipelineFile(projectId: ProjectId, origin: Pipeline["origin"]): WayToFile | null {
  if (origin === "none") return null;
  if (origin === "detected") return { label: "Save as millrace.yml", isThere: false, perform: () => void saveAsFile(projectId) };
  return { label: "Open millrace.yml", isThere: true, perform: () => void openInEditor(projectId, { path: "millrace.yml" }) };
}

/** What a screen shows of the file that names nothing of its kind; `snippetOf` makes the lines, of a whole file or for one that is there. */
export function linesForPipelineFile(projectId: ProjectId, origin: Pipeline["origin"], snippetOf: (isWholeFile: boolean) => string) {
  const snippet = snippetOf(origin === "none");
  return {
    file: "millrace.yml",
    way: wayToPipelineFile(projectId, origin),
    snippet,
    onCopy: () => void copyText(snippet, "the lines"),
  };
}

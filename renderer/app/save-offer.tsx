import { FileText, X } from "lucide-react";
import { useStore } from "zustand";
import type { Pipeline } from "../../shared/contract/schemas.ts";
import { saveAsFile } from "../actions/project-actions.ts";
import { preferencesStore, setChoice } from "../state/preferences.ts";
import { Button, IconButton } from "../ui/button.tsx";
import styles from "./save-offer.module.css";

/** Says where a detected pipeline comes from and offers to write it down. Once closed, the palette still has it. */
export function SaveOffer({ pipeline }: { pipeline: Pipeline }) {
  const choice = `save-offer.${pipeline.projectId}`;
  const isClosed = useStore(preferencesStore, (state) => state.choices[choice] === "closed");
  if (isClosed) return null;
  const sources = [...new Set(pipeline.stages.map((stage) => stage.source))];
  return (
    <section aria-label="Detected pipeline" className={styles.offer}>
      <FileText size={14} strokeWidth={2} aria-hidden="true" />
      <span className={styles.text}>
        Found by itself from {listed(sources)}. Save it as <code>millrace.yml</code> to name, order and change the stages.
      </span>
      <Button size="small" onClick={() => void saveAsFile(pipeline.projectId)}>
        Save as millrace.yml
      </Button>
      <IconButton label="Close this offer" size="small" onClick={() => setChoice(choice, "closed")}>
        <X size={14} strokeWidth={2} aria-hidden="true" />
      </IconButton>
    </section>
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3);
  const more = names.length - shown.length;
  const last = more > 0 ? `${more} more` : (shown.pop() ?? "");
  return shown.length > 0 ? `${shown.join(", ")} and ${last}` : last;
}

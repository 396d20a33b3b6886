import { Copy } from "lucide-react";
import type { Project } from "../../shared/contract/schemas.ts";
import { copyText, reveal } from "../actions/editor-actions.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ChannelDrawing } from "./drawings.tsx";
import styles from "./nothing-to-run.module.css";

const example = `version: 1
stages:
  hello:
    phase: build
    run: echo Hello from Millrace
`;

/** Stands in place of the board when there is no pipeline and nothing to detect one from. */
export function NothingToRun({ project }: { project: Project }) {
  return (
    <EmptyState
      drawing={<ChannelDrawing />}
      isPage
      title={`Nothing to run was found in ${project.name}`}
      actions={
        <>
          <Button kind="primary" onClick={() => void copyText(example, "the example")}>
            <Copy size={14} strokeWidth={2} aria-hidden="true" />
            Copy the example
          </Button>
          <Button onClick={() => void reveal(project.id)}>Show the folder</Button>
        </>
      }
    >
      <p>
        Millrace looks for package scripts, makefiles, build files and the like, and there are none that it knows. Write a{" "}
        <code>millrace.yml</code> with a stage of your own; the board shows it as soon as it is saved.
      </p>
      <pre className={styles.example}>{example}</pre>
    </EmptyState>
  );
}

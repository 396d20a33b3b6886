import { CircleAlert } from "lucide-react";
import type { PipelineProblem } from "../../shared/contract/schemas.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { openInEditor } from "../actions/editor-actions.ts";
import { Prose } from "../ui/prose.tsx";
import styles from "./pipeline-problems.module.css";

/** The faults of `millrace.yml`; each place opens in the editor. */
export function PipelineProblems({ projectId, problems }: { projectId: ProjectId; problems: readonly PipelineProblem[] }) {
  const file = problems[0]?.file ?? "millrace.yml";
  return (
    <section aria-label="Problems of the pipeline" className={styles.panel}>
      <h2 className={styles.head}>
        <CircleAlert size={16} strokeWidth={1.75} aria-hidden="true" />
        {problems.length === 1 ? `${file} has a fault. ` : `${file} has ${problems.length} faults. `}
        <span className={styles.way}>
          Nothing runs until {problems.length === 1 ? "it is" : "they are"} corrected; the board follows the file.
        </span>
      </h2>
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.file}:${problem.line}:${problem.column}:${problem.message}`} className={styles.problem}>
            <span className={styles.message}>
              <Prose text={problem.message} />
            </span>
            <button type="button" className={styles.place} onClick={() => void openInEditor(projectId, { ...problem, path: problem.file })}>
              {problem.line > 0 ? `${problem.file}:${problem.line}:${problem.column}` : problem.file}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

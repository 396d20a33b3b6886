import { FileCode, FolderX } from "lucide-react";
import type { Pipeline, Project } from "../../../../shared/contract/schemas.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { phases } from "../../../../shared/pipeline/phases.ts";
import type { Failure } from "../../../../shared/result.ts";
import { copyText, openInEditor, reveal } from "../../../actions/editor-actions.ts";
import { locate, removeOrAsk } from "../../../actions/project-actions.ts";
import { readShownProject } from "../../../state/pipeline.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { MillWheel } from "../../../ui/mill-wheel.tsx";
import { Loading, Skeleton } from "../../../ui/skeleton.tsx";
import styles from "./board-states.module.css";

/** The project's folder moved, or its disk is not there. */
export function FolderMissing({ project }: { project: Project }) {
  return (
    <EmptyState
      drawing={<FolderX size={40} strokeWidth={1.25} aria-hidden="true" />}
      title="The folder is not there"
      actions={
        <>
          <Button kind="primary" onClick={() => void locate(project.id)}>
            Locate the folder…
          </Button>
          <Button onClick={() => removeOrAsk(project)}>Remove from the list</Button>
        </>
      }
    >
      <p>
        <code className={styles.path}>{project.path}</code>
      </p>
      <p className={styles.more}>It was moved, renamed, or its disk is not connected. The history of {project.name} is kept.</p>
    </EmptyState>
  );
}

const starter = 'version: 1\nstages:\n  hello:\n    phase: build\n    run: echo "Hello from the mill"\n';

/** Neither a file nor anything to detect: says what is looked for. */
export function NoPipeline({ project }: { project: Project }) {
  return (
    <div className={styles.scroll}>
      <EmptyState
        drawing={<MillWheel size={56} />}
        title="No pipeline in this folder yet"
        actions={
          <>
            <Button kind="primary" onClick={() => void copyText(starter, "the example")}>
              Copy the example
            </Button>
            <Button onClick={() => void reveal(project.id)}>Show the folder</Button>
          </>
        }
      >
        <p>
          Put a file named <code>millrace.yml</code> into the folder, and it shows here at once:
        </p>
        <pre className={styles.starter}>{starter}</pre>
        <p className={styles.more}>
          Without that file, stages are found in what a project already has: package.json, Makefile, CMakeLists.txt, Cargo.toml, go.mod,
          pom.xml, build.gradle, pyproject.toml, deno.json, composer.json, Gemfile, Dockerfile, justfile and others. Nothing of it is run by
          looking.
        </p>
      </EmptyState>
    </div>
  );
}

/** Faults in `millrace.yml`: each with its place, which opens in the editor. */
export function ProblemList({ projectId, problems }: { projectId: ProjectId; problems: Pipeline["problems"] }) {
  return (
    <ul className={styles.problems}>
      {problems.map((problem) => (
        <li key={`${problem.file}:${problem.line}:${problem.column}:${problem.code}:${problem.message}`} className={styles.problem}>
          <button
            type="button"
            className={styles.place}
            title="Open in the editor"
            onClick={() => void openInEditor(projectId, { path: problem.file, line: problem.line, column: problem.column })}
          >
            {problem.line === 0 ? problem.file : `${problem.file}:${problem.line}:${problem.column}`}
          </button>
          <span>{problem.message}</span>
        </li>
      ))}
    </ul>
  );
}

/** The file has faults and there is no older board to show. */
export function InvalidPipeline({ projectId, problems }: { projectId: ProjectId; problems: Pipeline["problems"] }) {
  const first = problems[0];
  return (
    <div className={styles.scroll}>
      <EmptyState
        drawing={<FileCode size={40} strokeWidth={1.25} aria-hidden="true" />}
        title={problems.length === 1 ? "millrace.yml has a fault" : `millrace.yml has ${problems.length} faults`}
        actions={
          first !== undefined && (
            <Button
              kind="primary"
              onClick={() => void openInEditor(projectId, { path: first.file, line: first.line, column: first.column })}
            >
              Open millrace.yml
            </Button>
          )
        }
      >
        <p>Nothing can run until this is settled. The board shows the pipeline as soon as the file is saved without them.</p>
        <div className={styles.framed}>
          <ProblemList projectId={projectId} problems={problems} />
        </div>
      </EmptyState>
    </div>
  );
}

/** Above the last good board while the file has faults. */
export function OutdatedBanner({ projectId, problems }: { projectId: ProjectId; problems: Pipeline["problems"] }) {
  return (
    <div className={styles.banner}>
      <Banner kind="problem">
        <b className={styles.strong}>
          {problems.length === 1 ? "millrace.yml has a fault" : `millrace.yml has ${problems.length} faults`}.
        </b>{" "}
        The board shows the pipeline as it was before.
        <ProblemList projectId={projectId} problems={problems.slice(0, 3)} />
      </Banner>
    </div>
  );
}

/** Nothing of the folder was ever run with the person's consent. */
export function UntrustedBanner() {
  return (
    <div className={styles.banner}>
      <Banner kind="note">Nothing from this folder has run yet. The first run shows what it would execute and asks once.</Banner>
    </div>
  );
}

/** The pipeline could not be read. */
export function BoardFailed({ failure }: { failure: Failure }) {
  return (
    <EmptyState title="The pipeline could not be read" actions={<Button onClick={readShownProject}>Try again</Button>}>
      <p>{failure.message}</p>
      {failure.hint !== "" && <p className={styles.more}>{failure.hint}</p>}
    </EmptyState>
  );
}

const skeletonCards: Readonly<Record<string, number>> = { code: 3, build: 2, test: 3, release: 1 };

/** The shape of a board, while the first answer is on its way. */
export function BoardSkeleton() {
  return (
    <Loading label="Reading the pipeline">
      <div className={styles.skeleton}>
        <Skeleton height="80px" radius="29px" />
        <div className={styles.skeletonColumns}>
          {phases.map((phase) => {
            const count = skeletonCards[phase] ?? 0;
            return (
              <div key={phase} className={count === 0 ? styles.skeletonRail : styles.skeletonColumn}>
                {count === 0 ? (
                  <Skeleton height="360px" radius="10px" />
                ) : (
                  Array.from({ length: count }, (_, row) => `${phase}-${row}`).map((key) => (
                    <Skeleton key={key} height="108px" radius="10px" />
                  ))
                )}
              </div>
            );
          })}
        </div>
      </div>
    </Loading>
  );
}

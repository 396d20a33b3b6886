import { CircleCheck, CircleX, FileCode, TextSearch, TriangleAlert } from "lucide-react";
import { useMemo } from "react";
import type { Problem } from "../../../shared/contract/problems.ts";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import { countOf } from "../../../shared/counts.ts";
import { titleOf } from "../../../shared/stage-groups.ts";
import { isTerminal } from "../../../shared/status.ts";
import { openInEditor } from "../../actions/editor-actions.ts";
import { saveTable } from "../../actions/save-table.ts";
import { formatRoute } from "../../state/route.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import styles from "./problems-tab.module.css";
import { problemsTable } from "./problems-table.ts";
import { UnreadTab } from "./unread-tab.tsx";
import type { ProblemsState } from "./use-problems.ts";

/** The places in files that a stage's log complains about, by file. */
export function ProblemsTab({ stage, state }: { stage: StageRun; state: ProblemsState }) {
  const { value, failure } = state;
  const files = useMemo(() => [...Map.groupBy(value?.problems ?? [], ({ path }) => path)], [value]);
  const title = titleOf(stage);
  if (stage.logBytes === 0) return <NoProblems title={`${title} wrote nothing`} />;
  if (value === null) return <UnreadTab label="Looking for problems" failure={failure} />;
  if (files.length === 0) {
    return (
      <NoProblems title={isTerminal(stage.status) ? `No problems in the log of ${title}` : `No problems in the log of ${title} so far`} />
    );
  }
  return (
    <ScrollArea label="Problems" className={styles.area}>
      <div className={styles.head}>
        <span>
          {countOf(value.problems.length, "problem")} in {countOf(files.length, "file")}
        </span>
        <ExportMenu what="the problems" size="small" onSave={(format) => void saveTable(format, problemsTable(stage, value.problems))} />
      </div>
      {files.map(([path, problems]) => (
        <section key={path} className={styles.file} aria-label={path}>
          <h3 className={styles.path}>
            <FileCode size={14} strokeWidth={2} aria-hidden="true" className={styles.icon} />
            <span className={styles.folder}>{path.slice(0, path.lastIndexOf("/") + 1)}</span>
            {path.slice(path.lastIndexOf("/") + 1)}
            <span className={styles.fileCount}>{problems.length}</span>
            {problems[0]?.isFound === false && <span className={styles.note}>not found in the project’s folder</span>}
          </h3>
          <ul>
            {problems.map((problem) => (
              <ProblemRow key={`${problem.line}:${problem.column} ${problem.message}`} stage={stage} problem={problem} />
            ))}
          </ul>
        </section>
      ))}
      <p className={styles.rest}>{restWords(state)}</p>
    </ScrollArea>
  );
}

function ProblemRow({ stage, problem }: { stage: StageRun; problem: Problem }) {
  const { path, line, column, severity, message, code, logLine, count, isFound } = problem;
  const log = formatRoute({
    ...{ kind: "run", projectId: stage.projectId, runId: stage.runId, stageRunId: stage.id },
    query: { line: String(logLine) },
  });
  const Icon = severity === "error" ? CircleX : TriangleAlert;
  const place = `${line}${column === null ? "" : `:${column}`}`;
  const said = (
    <>
      <span className={styles.severity} data-severity={severity}>
        <Icon size={14} strokeWidth={2} aria-hidden="true" />
        {severity === "error" ? "Error" : "Warning"}
      </span>
      <span className={styles.place}>
        <span className="visually-hidden">line </span>
        {place}
      </span>
      <span className={styles.message}>{message}</span>
      {code !== null && <code className={styles.code}>{code}</code>}
      {count > 1 && <span className={styles.times}>{count} times</span>}
    </>
  );
  return (
    <li className={styles.row}>
      {isFound ? (
        <button
          type="button"
          className={styles.open}
          data-item=""
          title={`Open ${path} at line ${line} in the editor`}
          onClick={() => void openInEditor(stage.projectId, { path, line, ...(column === null ? {} : { column }) })}
        >
          {said}
        </button>
      ) : (
        <a className={styles.open} data-item="" href={log} title={`Go to line ${logLine} of the log`}>
          {said}
        </a>
      )}
      <a className={styles.log} href={log} title={`Go to line ${logLine} of the log`}>
        <TextSearch size={14} strokeWidth={2} aria-hidden="true" />
        Log <span className="visually-hidden">line </span>
        {logLine}
      </a>
    </li>
  );
}

function NoProblems({ title }: { title: string }) {
  return (
    <EmptyState drawing={<CircleCheck size={40} strokeWidth={1.25} aria-hidden="true" />} title={title}>
      Places that compilers, linters, test runners and stack traces name are gathered here, and open in your editor.
    </EmptyState>
  );
}

function restWords({ value }: ProblemsState): string {
  if (value === null) return "";
  const { problems, outside, total, isComplete } = value;
  const hidden = total - outside - problems.length;
  return [
    hidden > 0 ? `The first ${problems.length} are shown; there are ${hidden} more.` : "",
    outside > 0 ? `${outside} in files outside of the project ${outside === 1 ? "is" : "are"} left out.` : "",
    isComplete ? "" : "The log is long: not all of it was looked at.",
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

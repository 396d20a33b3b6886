import { useStore } from "zustand";
import type { ProjectId } from "../../../shared/ids.ts";
import { testStageOf } from "../../../shared/pipeline/report-snippet.ts";
import { copyText } from "../../actions/editor-actions.ts";
import { wayToPipelineFile } from "../../actions/pipeline-file.ts";
import { pipelineStore } from "../../state/pipeline.ts";
import { Drawing } from "../../ui/drawing.tsx";
import { SnippetSheet } from "../../ui/snippet-sheet.tsx";
import { WayButton } from "../../ui/way-button.tsx";
import styles from "./no-reports.module.css";
import { type ReportRecipe, recipeOf, recipes, testReportSnippet } from "./report-recipes.ts";

/** How a project gets its tests onto this screen: the lines to add, and how its tool is told to write a report. */
export function NoReports({ projectId, isPage }: { projectId: ProjectId; isPage: boolean }) {
  const pipeline = useStore(pipelineStore, (state) => state.pipeline ?? state.lastGood);
  const stage = testStageOf(pipeline?.stages ?? []);
  const own = recipeOf(stage);
  const snippet = testReportSnippet(stage);
  const Title = isPage ? "h2" : "h3";
  return (
    <div className={styles.empty}>
      {isPage && <ReportDrawing />}
      <Title className={styles.title}>{isPage ? "Tests come from reports" : "No stage of this run names a report"}</Title>
      <p className={styles.text}>
        Name the files that {stage === null ? "a test stage" : <code>{stage.name}</code>} writes, and each test gets a history: what is new,
        what is flaky, what is slow. JUnit XML, TAP, TRX and Go’s JSON are read.
      </p>
      <SnippetSheet
        name="millrace.yml"
        text={snippet}
        className={styles.sheet}
        isMarked={(line) => /^ {4,}(reports:|tests:)/.test(line)}
        onCopy={() => void copyText(snippet, "the lines")}
      />
      <Recipes own={own} />
      <div className={styles.actions}>
        <WayButton way={wayToPipelineFile(projectId, pipeline?.origin ?? "none")} />
      </div>
    </div>
  );
}

/** What the tool in use needs; of all others as a list, when it is not known. */
function Recipes({ own }: { own: ReportRecipe | null }) {
  if (own !== null) {
    return (
      <p className={styles.own}>
        {own.flags === "" ? (
          `${own.tool} writes its reports by itself.`
        ) : (
          <>
            Have {own.tool} write it: add <code>{own.flags}</code>
          </>
        )}
      </p>
    );
  }
  return (
    <details className={styles.recipes}>
      <summary className={styles.summary}>How a tool is told to write one</summary>
      <dl className={styles.tools}>
        {recipes.map(({ tool, flags, report }) => (
          <div key={tool} className={styles.tool}>
            <dt>{tool}</dt>
            <dd>
              {flags === "" ? (
                <>
                  by itself: <code>{report}</code>
                </>
              ) : (
                <code>{flags}</code>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** A small drawing: a sheet with marks beside its lines, and what reads it. */
function ReportDrawing() {
  return (
    <Drawing className={styles.drawing}>
      <path d="M38 20h72M38 44h58M38 68h66" stroke="var(--line-strong)" />
      <path d="M16 20l5 5 9-10M16 44l5 5 9-10M17 62l11 11M28 62L17 73" />
      <path d="M128 16v22l-16 34a6 6 0 0 0 5.500 8.500h33a6 6 0 0 0 5.500-8.500L140 38V16M123 16h22M119 58h30" />
    </Drawing>
  );
}

import type { StageSummary } from "../../../shared/contract/runs.ts";
import type { ProjectId, RunId } from "../../../shared/ids.ts";
import { titleOf } from "../../../shared/stage-groups.ts";
import { formatBytes } from "../../../shared/time.ts";
import { call } from "../../link/call.ts";
import { runAddress } from "../../state/route.ts";
import { MarkdownText } from "../../ui/markdown-text.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import styles from "./summary-tab.module.css";
import { UnreadTab } from "./unread-tab.tsx";
import { useRunAnswer } from "./use-run-answer.ts";

interface SummaryTabProps {
  projectId: ProjectId;
  runId: RunId;
  finishedStages: number;
}

/** What the stages of a run told in Markdown, one after the other. */
export function SummaryTab({ projectId, runId, finishedStages }: SummaryTabProps) {
  const { value, failure } = useRunAnswer(runId, finishedStages, askSummaries);
  if (value === null) return <UnreadTab label="Reading the summary" failure={failure} />;
  return (
    <ScrollArea label="Summary" className={styles.area}>
      {value.map((summary) => (
        <section key={summary.stageRunId} className={styles.stage} aria-label={titleOf(summary)}>
          <h3 className={styles.name}>
            <a className={styles.link} href={runAddress(projectId, runId, summary.stageRunId)}>
              {titleOf(summary)}
            </a>
          </h3>
          <MarkdownText text={summary.text} />
          {summary.isCut && <p className={styles.cut}>{cutWords(summary)}</p>}
        </section>
      ))}
      {value.length === 0 && <p className={styles.cut}>The summaries of this run are gone.</p>}
    </ScrollArea>
  );
}

function cutWords({ bytes, text }: StageSummary): string {
  if (text === "") return `Its summary of ${formatBytes(bytes)} is left out: the others fill the page.`;
  return `Cut here: the whole summary has ${formatBytes(bytes)}.`;
}

function askSummaries(runId: RunId) {
  return call((engine) => engine.runs.summaries({ runId }));
}

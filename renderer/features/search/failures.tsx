import { GitBranch, Search } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { FailureGroup } from "../../../shared/contract/failure-groups.ts";
import { withThousands } from "../../../shared/counts.ts";
import { failureBranchWords, failureEndWords } from "../../../shared/failure-words.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { saveTable } from "../../actions/save-table.ts";
import { nowStore } from "../../state/now.ts";
import { changeQuery, commitAddress, type RouteQuery, runAddress } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { TextField } from "../../ui/text-field.tsx";
import styles from "./failures.module.css";
import { failuresTable } from "./failures-table.ts";
import head from "./log-search.module.css";
import { SearchDrawing } from "./search-drawing.tsx";
import { SearchHead } from "./search-head.tsx";
import { useFailures } from "./use-failures.ts";

const typingPauseMs = 150;
/** Failed stages of all runs, put together by what is the same about them. */
export function Failures({ projectId, query }: { projectId: ProjectId; query: RouteQuery }) {
  const text = query.text ?? "";
  const { groups, failure, loadMore, retry } = useFailures(projectId, text);
  return (
    <div className={head.page}>
      <header className={head.head}>
        <SearchHead projectId={projectId} view="failures" />
        <Filter text={text} />
        {groups !== null && groups.length > 0 && (
          <span className={styles.save}>
            <ExportMenu what="the failures" onSave={(format) => void saveTable(format, failuresTable(projectId, text))} />
          </span>
        )}
      </header>
      {failure !== null && (
        <div className={head.note}>
          <Banner kind="problem" actions={<Button onClick={retry}>Try again</Button>}>
            {failure.message} {failure.hint}
          </Banner>
        </div>
      )}
      {groups === null && failure === null && (
        <div className={head.note}>
          <Loading label="Reading the failures">
            <Skeleton height="160px" />
          </Loading>
        </div>
      )}
      {groups !== null && groups.length === 0 && <Nothing text={text} />}
      {groups !== null && groups.length > 0 && (
        <ScrollArea label="Failures" className={styles.scroller}>
          <ul className={styles.list}>
            {groups.map((group) => (
              <Group key={group.id} group={group} />
            ))}
          </ul>
          {loadMore !== null && (
            <div className={styles.more}>
              <Button onClick={loadMore}>Show more</Button>
            </div>
          )}
        </ScrollArea>
      )}
    </div>
  );
}

function Filter({ text }: { text: string }) {
  const [typed, setTyped] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => changeQuery({ text: typed }), typingPauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <TextField
      label="Filter by message or stage"
      isLabelHidden
      data-search=""
      placeholder="Filter"
      icon={<Search size={14} strokeWidth={2} aria-hidden="true" />}
      className={styles.filter}
      value={typed}
      maxLength={200}
      onChange={({ target }) => setTyped(target.value)}
    />
  );
}

function Nothing({ text }: { text: string }) {
  if (text !== "") return <EmptyState drawing={<SearchDrawing />} title="No failure holds this text" />;
  return (
    <EmptyState drawing={<SearchDrawing />} title="No stage has failed yet">
      When one does, it stands here with all runs that failed alike: since when, how often, on which branches, and what mended it.
    </EmptyState>
  );
}

function Group({ group }: { group: FailureGroup }) {
  const now = useStore(nowStore, (state) => state.now);
  const { projectId, stage, title, signature, runCount, first, last, branches, end } = group;
  const onBranches = failureBranchWords(branches);
  return (
    <li className={styles.group}>
      <StatusIcon status={end === null ? "failed" : "passed"} size={16} />
      <div className={styles.words}>
        <a className={styles.title} href={runAddress(projectId, last.runId, last.stageRunId)} data-item="" title={signature}>
          {title}
        </a>
        <p className={styles.facts}>
          <span className={styles.stage}>{stage}</span>
          {runCount === 1 ? (
            <span>
              once, <Age at={last.at} now={now} />, in <RunLink group={group} sight={last} />
            </span>
          ) : (
            <span>
              {withThousands(runCount)} runs, first <Age at={first.at} now={now} /> in <RunLink group={group} sight={first} />, last{" "}
              <Age at={last.at} now={now} /> in <RunLink group={group} sight={last} />
            </span>
          )}
          {onBranches !== "" && (
            <span className={styles.branch}>
              <GitBranch size={12} strokeWidth={2} aria-hidden="true" />
              {onBranches.slice("on ".length)}
            </span>
          )}
        </p>
        {end !== null && (
          <p className={styles.end}>
            {end.commit === null || end.isSameTree ? (
              <a className={styles.link} href={runAddress(projectId, end.runId)}>
                {sentence(failureEndWords(end))}
              </a>
            ) : (
              <a className={styles.link} href={commitAddress(projectId, end.commit)}>
                {sentence(failureEndWords(end))}
              </a>
            )}
          </p>
        )}
      </div>
    </li>
  );
}

function RunLink({ group: { projectId }, sight: { runId, runNumber, stageRunId } }: { group: FailureGroup; sight: FailureGroup["first"] }) {
  return (
    <a className={styles.link} href={runAddress(projectId, runId, stageRunId)}>
      run {runNumber}
    </a>
  );
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

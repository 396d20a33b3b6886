import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { ProjectId } from "../../../../shared/ids.ts";
import { saveTable } from "../../../actions/save-table.ts";
import { preferencesStore, setPanelSize } from "../../../state/preferences.ts";
import { changeQuery, type RouteQuery } from "../../../state/route.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ExportMenu } from "../../../ui/export-menu.tsx";
import { SegmentedControl } from "../../../ui/segmented-control.tsx";
import { Loading, Skeleton } from "../../../ui/skeleton.tsx";
import { Splitter } from "../../../ui/splitter.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { CommitPane } from "./commit-pane.tsx";
import { CommitTable } from "./commit-table.tsx";
import styles from "./history-view.module.css";
import { commitsTable } from "./saved-commits.ts";
import { useGraph } from "./use-graph.ts";

const defaultDetailPx = 460;
const searchPauseMs = 200;

/** The commits with the lines between them, and the chosen one beside them. */
export function HistoryView({ projectId, query }: { projectId: ProjectId; query: RouteQuery }) {
  const detailPx = useStore(preferencesStore, (state) => state.panelSizes["code.commit"] ?? defaultDetailPx);
  const from = query.from === "current" ? "current" : "all";
  const text = query.text ?? "";
  const graph = useGraph(projectId, from, text);
  const { rows, failure, retry } = graph;
  const chosen = query.commit ?? null;
  return (
    <div className={styles.body}>
      <div className={styles.main}>
        <div className={styles.tools}>
          <SearchField text={text} />
          <SegmentedControl
            label="Which commits"
            value={from}
            onChange={(next) => changeQuery({ from: next === "all" ? "" : next })}
            segments={[
              { value: "all", label: "All branches" },
              { value: "current", label: "This branch" },
            ]}
          />
          {rows !== null && rows.length > 0 && (
            <ExportMenu what="the commits" onSave={(format) => void saveTable(format, commitsTable(projectId, from, text))} />
          )}
        </div>
        {failure !== null && (
          <div className={styles.note}>
            <Banner kind="problem" actions={<Button onClick={retry}>Try again</Button>}>
              {failure.message} {failure.hint}
            </Banner>
          </div>
        )}
        {rows === null && failure === null && (
          <div className={styles.note}>
            <Loading label="Reading the commits">
              <Skeleton height="320px" radius="10px" />
            </Loading>
          </div>
        )}
        {rows !== null && rows.length === 0 && (
          <EmptyState
            title={text === "" ? "No commit yet" : "No commit matches"}
            actions={text === "" ? undefined : <Button onClick={() => changeQuery({ text: "" })}>Clear the search</Button>}
          >
            {text === "" ? "The first one is made under Changes." : "Messages, authors and hashes are searched."}
          </EmptyState>
        )}
        {rows !== null && rows.length > 0 && (
          <CommitTable
            projectId={projectId}
            rows={rows}
            isJoined={text === ""}
            chosen={chosen}
            onChoose={(commit) => changeQuery({ commit, file: "" })}
            onEnd={graph.loadMore}
          />
        )}
      </div>
      {chosen !== null && (
        <>
          <Splitter
            label="Width of the commit"
            orientation="vertical"
            size={detailPx}
            min={320}
            max={900}
            panel="after"
            defaultSize={defaultDetailPx}
            onResize={(size) => setPanelSize("code.commit", size)}
          />
          <div className={styles.detail} style={{ width: detailPx }}>
            <CommitPane key={chosen} projectId={projectId} commit={chosen} file={query.file ?? null} />
          </div>
        </>
      )}
    </div>
  );
}

function SearchField({ text }: { text: string }) {
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => changeQuery({ text: typed }), searchPauseMs);
    return () => clearTimeout(timer);
  }, [typed, text]);
  return (
    <TextField
      label="Search the commits"
      isLabelHidden
      className={styles.search}
      placeholder="Message, author or hash"
      icon={<Search size={14} strokeWidth={2} aria-hidden="true" />}
      data-search=""
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape" && typed !== "") {
          event.preventDefault();
          changeQuery({ text: "" });
        }
      }}
    />
  );
}

import { useEffect } from "react";
import { useStore } from "zustand";
import { Board } from "../features/board/board.tsx";
import { History } from "../features/history/history.tsx";
import { Insights } from "../features/insights/insights.tsx";
import { LogPanel } from "../features/log/log-panel.tsx";
import { RunPage } from "../features/run/run-page.tsx";
import { dockStore, openLog } from "../state/dock.ts";
import { navigate, routeStore } from "../state/route.ts";

/** The whole window. */
export function App() {
  const route = useStore(routeStore, (state) => state.route);
  const dock = useStore(dockStore);
  switch (route.kind) {
    case "welcome":
    case "settings":
      return <p>Millrace</p>;
    case "run":
      return (
        <RunPage
          projectId={route.projectId}
          runId={route.runId}
          stageRunId={route.stageRunId}
          onSelectStage={(stageRunId) => navigate({ ...route, stageRunId })}
          renderLog={(stageRunId, header) => <LogPanel projectId={route.projectId} stageRunId={stageRunId} commands={[]} header={header} />}
        />
      );
    case "screen":
      if (route.screen === "runs") return <History projectId={route.projectId} query={route.query} />;
      if (route.screen === "insights") return <Insights projectId={route.projectId} query={route.query} />;
      return <Board projectId={route.projectId} openStageRunId={dock.stageRunId} onOpenLog={openLog} />;
  }
}

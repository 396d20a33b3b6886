import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { useStore } from "zustand";
import type { ProjectId } from "../../shared/ids.ts";
import { screenName } from "../actions/all-actions.ts";
import { activeRunOf, liveRunsStore, waitingStages } from "../state/live-runs.ts";
import { pipelineStore } from "../state/pipeline.ts";
import { changePreferences, preferencesStore } from "../state/preferences.ts";
import { routeStore, type Screen, screenAddress, screens } from "../state/route.ts";
import { overviewOf, testsStore } from "../state/tests.ts";
import { IconButton } from "../ui/button.tsx";
import { classNames } from "../ui/class-names.ts";
import { StatusIcon } from "../ui/status-icon.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import styles from "./rail.module.css";
import { RailProjects } from "./rail-projects.tsx";
import { ScreenIcon } from "./screen-icon.tsx";
import { Workers } from "./workers.tsx";

/** The rail at the left: the eleven screens, the projects, and what the machine is busy with. */
export function Rail({ projectId, isNarrow }: { projectId: ProjectId; isNarrow: boolean }) {
  const route = useStore(routeStore, (state) => state.route);
  const isCollapsed = useStore(preferencesStore, (state) => state.isRailCollapsed) || isNarrow;
  const current: Screen | null = route.kind === "run" ? "runs" : route.kind === "screen" ? route.screen : null;
  return (
    <div className={classNames(styles.rail, isCollapsed && styles.collapsed)}>
      <nav aria-label="Screens">
        <ul className={styles.screens}>
          {screens.map((screen) => (
            <li key={screen}>
              <RailLink projectId={projectId} screen={screen} isCurrent={screen === current} isCollapsed={isCollapsed} />
            </li>
          ))}
        </ul>
      </nav>
      <RailProjects projectId={projectId} isCollapsed={isCollapsed} />
      <div className={styles.foot}>
        {!isCollapsed && <Workers />}
        {!isNarrow && (
          <IconButton
            label={isCollapsed ? "Expand the side bar" : "Collapse the side bar"}
            size="small"
            className={styles.collapse}
            onClick={() => changePreferences({ isRailCollapsed: !isCollapsed })}
          >
            {isCollapsed ? (
              <PanelLeftOpen size={14} strokeWidth={2} aria-hidden="true" />
            ) : (
              <PanelLeftClose size={14} strokeWidth={2} aria-hidden="true" />
            )}
          </IconButton>
        )}
      </div>
    </div>
  );
}

function RailLink(props: { projectId: ProjectId; screen: Screen; isCurrent: boolean; isCollapsed: boolean }) {
  const { projectId, screen, isCurrent, isCollapsed } = props;
  const link = (
    <a
      href={screenAddress(projectId, screen)}
      aria-current={isCurrent ? "page" : undefined}
      className={classNames(styles.link, isCurrent && styles.current)}
    >
      <ScreenIcon screen={screen} />
      <span className={isCollapsed ? "visually-hidden" : undefined}>{screenName(screen)}</span>
      <RailCount projectId={projectId} screen={screen} />
    </a>
  );
  return isCollapsed ? (
    <Tooltip text={screenName(screen)} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}

/** Says "look here" or "so many"; most screens have nothing to say. */
function RailCount({ projectId, screen }: { projectId: ProjectId; screen: Screen }) {
  const changedFiles = useStore(pipelineStore, (state) => state.workingTree?.changedFiles ?? 0);
  const activeStatus = useStore(liveRunsStore, (state) => activeRunOf(state, projectId)?.status ?? null);
  const failingTests = useStore(testsStore, (state) => overviewOf(state).overview?.counts.failing ?? 0);
  const waitingCount = useStore(liveRunsStore, (state) => waitingStages(state, projectId).length);
  if (screen === "code" && changedFiles > 0) {
    return (
      <span className={styles.count} aria-hidden="true">
        {changedFiles}
      </span>
    );
  }
  if (screen === "tests" && failingTests > 0) {
    return (
      <span className={classNames(styles.count, styles.failing)} aria-hidden="true">
        {failingTests}
      </span>
    );
  }
  if (screen === "runs" && waitingCount > 0) {
    return (
      <span className={classNames(styles.count, styles.waiting)} aria-hidden="true">
        {waitingCount}
      </span>
    );
  }
  if (screen === "runs" && activeStatus !== null) {
    return (
      <span className={styles.count} aria-hidden="true">
        <StatusIcon status={activeStatus} size={14} />
      </span>
    );
  }
  return null;
}

import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { useStore } from "zustand";
import type { ProjectId } from "../../shared/ids.ts";
import { screenName } from "../actions/all-actions.ts";
import { changePreferences, preferencesStore } from "../state/preferences.ts";
import { routeStore, type Screen, screenAddress, screenOf, screens } from "../state/route.ts";
import { IconButton } from "../ui/button.tsx";
import { classNames } from "../ui/class-names.ts";
import { Tooltip } from "../ui/tooltip.tsx";
import styles from "./rail.module.css";
import { RailCount } from "./rail-count.tsx";
import { RailProjects } from "./rail-projects.tsx";
import { ScreenIcon } from "./screen-icon.tsx";
import { Workers } from "./workers.tsx";

/** The rail at the left: the eleven screens, the projects, and what the machine is busy with. */
export function Rail({ projectId, isNarrow }: { projectId: ProjectId; isNarrow: boolean }) {
  const route = useStore(routeStore, (state) => state.route);
  const isCollapsed = useStore(preferencesStore, (state) => state.isRailCollapsed) || isNarrow;
  const current = screenOf(route);
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

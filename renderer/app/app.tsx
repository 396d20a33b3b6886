import { useEffect } from "react";
import { useStore } from "zustand";
import { followKeyboard } from "../actions/keyboard.ts";
import { projectOf, projectsStore } from "../state/projects.ts";
import { formatRoute, projectIdOf, routeStore } from "../state/route.ts";
import { closeToast, toastsStore } from "../state/toasts.ts";
import { classNames } from "../ui/class-names.ts";
import { ErrorBoundary } from "../ui/error-boundary.tsx";
import { Toasts } from "../ui/toasts.tsx";
import { TooltipScope } from "../ui/tooltip.tsx";
import styles from "./app.module.css";
import { DropVeil } from "./drop-veil.tsx";
import { EngineNotices } from "./engine-notices.tsx";
import { fetchPartsWhenIdle } from "./lazy-parts.ts";
import { Overlays } from "./overlays/overlays.tsx";
import { Page } from "./page.tsx";
import { Rail } from "./rail.tsx";
import { contentId, SkipLink } from "./skip-link.tsx";
import { TitleBar } from "./title-bar.tsx";
import { useDocumentTitle } from "./use-document-title.ts";
import { useWindowWidth } from "./use-window-width.ts";

// Six full columns need 1264 pixels of content; narrower windows give them the rail's width first.
const narrowWidth = 1_100;

/** The whole window. */
export function App() {
  const route = useStore(routeStore, (state) => state.route);
  const projectId = projectIdOf(route);
  const project = useStore(projectsStore, (state) => projectOf(state, projectId));
  const isNarrow = useWindowWidth() < narrowWidth;
  const hasRail = projectId !== null;
  useEffect(followKeyboard, []);
  useEffect(fetchPartsWhenIdle, []);
  useDocumentTitle();

  return (
    <TooltipScope>
      <div className={classNames(styles.app, hasRail && styles.withRail)}>
        <SkipLink />
        <TitleBar project={project} />
        {hasRail && <Rail projectId={projectId} isNarrow={isNarrow} />}
        <main id={contentId} tabIndex={-1} className={styles.main}>
          <EngineNotices />
          <ErrorBoundary key={formatRoute({ ...route, query: {} } as typeof route)} what="This screen">
            <Page />
          </ErrorBoundary>
        </main>
      </div>
      <Overlays />
      <DropVeil />
      <ToastCorner />
    </TooltipScope>
  );
}

function ToastCorner() {
  const toasts = useStore(toastsStore, (state) => state.toasts);
  return <Toasts toasts={toasts} onClose={closeToast} />;
}

import { lazy } from "react";

/*
 * What the first view does without. Each part is fetched when it is first drawn, and ahead of that as soon as the
 * window has nothing better to do, so that opening it later costs no wait and needs no engine.
 */
const parts = {
  code: () => import("../features/code/code.tsx"),
  history: () => import("../features/history/history.tsx"),
  search: () => import("../features/search/log-search.tsx"),
  insights: () => import("../features/insights/insights.tsx"),
  inbox: () => import("../features/inbox/inbox.tsx"),
  tests: () => import("../features/tests/tests.tsx"),
  settings: () => import("../features/settings/settings.tsx"),
  run: () => import("./run-screen.tsx"),
  failures: () => import("../features/search/failures.tsx"),
  passport: () => import("../features/passport/passport-page.tsx"),
  releases: () => import("../features/releases/releases.tsx"),
  environments: () => import("../features/environments/environments.tsx"),
  deployment: () => import("./deployment-screen.tsx"),
  services: () => import("../features/services/services.tsx"),
  service: () => import("./service-screen.tsx"),
  incident: () => import("../features/services/incidents/incident-page.tsx"),
  monitors: () => import("../features/monitors/monitors.tsx"),
  monitor: () => import("../features/monitors/page/monitor-page.tsx"),
  runbook: () => import("../features/services/runbooks/runbook-dialog.tsx"),
  openIncident: () => import("../features/services/incidents/open-incident-dialog.tsx"),
  resolveIncident: () => import("../features/services/incidents/resolve-dialog.tsx"),
  plan: () => import("../features/plan/plan.tsx"),
  planColumns: () => import("../features/plan/columns/columns-dialog.tsx"),
  deploy: () => import("../features/environments/dialogs/deploy-dialog.tsx"),
  rollback: () => import("../features/environments/dialogs/rollback-dialog.tsx"),
  freeze: () => import("../features/environments/dialogs/freeze-dialog.tsx"),
  dock: () => import("./log-dock.tsx"),
  palette: () => import("./palette/palette.tsx"),
  chooser: () => import("./overlays/folder-chooser.tsx"),
  trust: () => import("./overlays/trust-dialog.tsx"),
  approval: () => import("./overlays/approval-dialog.tsx"),
  rename: () => import("./overlays/rename-dialog.tsx"),
  remove: () => import("./overlays/remove-dialog.tsx"),
  shortcuts: () => import("./overlays/shortcuts-dialog.tsx"),
};

export const Code = lazy(async () => ({ default: (await parts.code()).Code }));
export const History = lazy(async () => ({ default: (await parts.history()).History }));
export const Failures = lazy(async () => ({ default: (await parts.failures()).Failures }));
export const LogSearch = lazy(async () => ({ default: (await parts.search()).LogSearch }));
export const Insights = lazy(async () => ({ default: (await parts.insights()).Insights }));
export const Inbox = lazy(async () => ({ default: (await parts.inbox()).Inbox }));
export const Tests = lazy(async () => ({ default: (await parts.tests()).Tests }));
export const Settings = lazy(async () => ({ default: (await parts.settings()).Settings }));
export const RunScreen = lazy(async () => ({ default: (await parts.run()).RunScreen }));
export const PassportPage = lazy(async () => ({ default: (await parts.passport()).PassportPage }));
export const Releases = lazy(async () => ({ default: (await parts.releases()).Releases }));
export const Environments = lazy(async () => ({ default: (await parts.environments()).Environments }));
export const DeploymentScreen = lazy(async () => ({ default: (await parts.deployment()).DeploymentScreen }));
export const Services = lazy(async () => ({ default: (await parts.services()).Services }));
export const ServiceScreen = lazy(async () => ({ default: (await parts.service()).ServiceScreen }));
export const IncidentPage = lazy(async () => ({ default: (await parts.incident()).IncidentPage }));
export const Monitors = lazy(async () => ({ default: (await parts.monitors()).Monitors }));
export const MonitorPage = lazy(async () => ({ default: (await parts.monitor()).MonitorPage }));
export const RunbookDialog = lazy(async () => ({ default: (await parts.runbook()).RunbookDialog }));
export const OpenIncidentDialog = lazy(async () => ({ default: (await parts.openIncident()).OpenIncidentDialog }));
export const ResolveDialog = lazy(async () => ({ default: (await parts.resolveIncident()).ResolveDialog }));
export const Plan = lazy(async () => ({ default: (await parts.plan()).Plan }));
export const ColumnsDialog = lazy(async () => ({ default: (await parts.planColumns()).ColumnsDialog }));
export const DeployDialog = lazy(async () => ({ default: (await parts.deploy()).DeployDialog }));
export const RollbackDialog = lazy(async () => ({ default: (await parts.rollback()).RollbackDialog }));
export const FreezeDialog = lazy(async () => ({ default: (await parts.freeze()).FreezeDialog }));
export const LogDock = lazy(async () => ({ default: (await parts.dock()).LogDock }));
export const Palette = lazy(async () => ({ default: (await parts.palette()).Palette }));
export const FolderChooser = lazy(async () => ({ default: (await parts.chooser()).FolderChooser }));
export const TrustDialog = lazy(async () => ({ default: (await parts.trust()).TrustDialog }));
export const ApprovalDialog = lazy(async () => ({ default: (await parts.approval()).ApprovalDialog }));
export const RenameDialog = lazy(async () => ({ default: (await parts.rename()).RenameDialog }));
export const RemoveDialog = lazy(async () => ({ default: (await parts.remove()).RemoveDialog }));
export const ShortcutsDialog = lazy(async () => ({ default: (await parts.shortcuts()).ShortcutsDialog }));

/** Fetches all parts one after the other, when the window is idle. */
export function fetchPartsWhenIdle(): void {
  const waiting = Object.values(parts);
  const fetchNext = () => {
    const part = waiting.shift();
    // A part that cannot be fetched now is fetched when it is drawn.
    if (part !== undefined)
      void part().then(
        () => requestIdleCallback(fetchNext),
        () => undefined,
      );
  };
  requestIdleCallback(fetchNext, { timeout: 3_000 });
}

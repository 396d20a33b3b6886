import { type Late, late } from "../ui/late.tsx";

/*
 * What the first view does without. Each part is fetched when it is first drawn, and ahead of that as soon as the
 * window has nothing better to do, in this order, so that opening it later costs no wait and needs no engine.
 */
export const Code = late(async () => (await import("../features/code/code.tsx")).Code);
export const History = late(async () => (await import("../features/history/history.tsx")).History);
export const LogSearch = late(async () => (await import("../features/search/log-search.tsx")).LogSearch);
export const Insights = late(async () => (await import("../features/insights/insights.tsx")).Insights);
export const Inbox = late(async () => (await import("../features/inbox/inbox.tsx")).Inbox);
export const Tests = late(async () => (await import("../features/tests/tests.tsx")).Tests);
export const Settings = late(async () => (await import("../features/settings/settings.tsx")).Settings);
export const RunScreen = late(async () => (await import("./run-screen.tsx")).RunScreen);
export const Failures = late(async () => (await import("../features/search/failures.tsx")).Failures);
export const PassportPage = late(async () => (await import("../features/passport/passport-page.tsx")).PassportPage);
export const Releases = late(async () => (await import("../features/releases/releases.tsx")).Releases);
export const Environments = late(async () => (await import("../features/environments/environments.tsx")).Environments);
export const DeploymentScreen = late(async () => (await import("./deployment-screen.tsx")).DeploymentScreen);
export const Services = late(async () => (await import("../features/services/services.tsx")).Services);
export const ServiceScreen = late(async () => (await import("./service-screen.tsx")).ServiceScreen);
export const IncidentPage = late(async () => (await import("../features/services/incidents/incident-page.tsx")).IncidentPage);
export const Monitors = late(async () => (await import("../features/monitors/monitors.tsx")).Monitors);
export const MonitorPage = late(async () => (await import("../features/monitors/page/monitor-page.tsx")).MonitorPage);
export const RunbookDialog = late(async () => (await import("../features/services/runbooks/runbook-dialog.tsx")).RunbookDialog);
export const OpenIncidentDialog = late(
  async () => (await import("../features/services/incidents/open-incident-dialog.tsx")).OpenIncidentDialog,
);
export const ResolveDialog = late(async () => (await import("../features/services/incidents/resolve-dialog.tsx")).ResolveDialog);
export const Plan = late(async () => (await import("../features/plan/plan.tsx")).Plan);
export const ColumnsDialog = late(async () => (await import("../features/plan/columns/columns-dialog.tsx")).ColumnsDialog);
export const DeployDialog = late(async () => (await import("../features/environments/dialogs/deploy-dialog.tsx")).DeployDialog);
export const RollbackDialog = late(async () => (await import("../features/environments/dialogs/rollback-dialog.tsx")).RollbackDialog);
export const FreezeDialog = late(async () => (await import("../features/environments/dialogs/freeze-dialog.tsx")).FreezeDialog);
export const LogDock = late(async () => (await import("./log-dock.tsx")).LogDock);
export const Palette = late(async () => (await import("./palette/palette.tsx")).Palette);
export const FolderChooser = late(async () => (await import("./overlays/folder-chooser.tsx")).FolderChooser);
export const TrustDialog = late(async () => (await import("./overlays/trust-dialog.tsx")).TrustDialog);
export const ApprovalDialog = late(async () => (await import("./overlays/approval-dialog.tsx")).ApprovalDialog);
export const RenameDialog = late(async () => (await import("./overlays/rename-dialog.tsx")).RenameDialog);
export const RemoveDialog = late(async () => (await import("./overlays/remove-dialog.tsx")).RemoveDialog);
export const ShortcutsDialog = late(async () => (await import("./overlays/shortcuts-dialog.tsx")).ShortcutsDialog);

const parts: readonly Pick<Late<never>, "fetch">[] = [
  Code,
  History,
  LogSearch,
  Insights,
  Inbox,
  Tests,
  Settings,
  RunScreen,
  Failures,
  PassportPage,
  Releases,
  Environments,
  DeploymentScreen,
  Services,
  ServiceScreen,
  IncidentPage,
  Monitors,
  MonitorPage,
  RunbookDialog,
  OpenIncidentDialog,
  ResolveDialog,
  Plan,
  ColumnsDialog,
  DeployDialog,
  RollbackDialog,
  FreezeDialog,
  LogDock,
  Palette,
  FolderChooser,
  TrustDialog,
  ApprovalDialog,
  RenameDialog,
  RemoveDialog,
  ShortcutsDialog,
];

/** Fetches all parts one after the other, when the window is idle. */
export function fetchPartsWhenIdle(): void {
  const waiting = [...parts];
  const fetchNext = () => {
    const part = waiting.shift();
    // A part that cannot be fetched now is fetched when it is drawn.
    if (part !== undefined)
      void part.fetch().then(
        () => requestIdleCallback(fetchNext),
        () => undefined,
      );
  };
  requestIdleCallback(fetchNext, { timeout: 3_000 });
}

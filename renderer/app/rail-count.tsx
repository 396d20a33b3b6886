import type { ReactNode } from "react";
import { useStore } from "zustand";
import { isOver, standingOf } from "../../shared/deployment-look.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { isHalfDone, isUnderWay } from "../../shared/release-look.ts";
import { needsLook } from "../../shared/service-look.ts";
import type { Look } from "../../shared/stage-groups.ts";
import { environmentsStore } from "../state/environments.ts";
import { incidentsStore } from "../state/incidents.ts";
import { activeRunOf, liveRunsStore, waitingStages } from "../state/live-runs.ts";
import { monitorsStore } from "../state/monitors.ts";
import { pipelineStore } from "../state/pipeline.ts";
import { planStore } from "../state/plan.ts";
import { releasesStore } from "../state/releases.ts";
import type { Screen } from "../state/route.ts";
import { servicesStore } from "../state/services.ts";
import { overviewOf, testsStore } from "../state/tests.ts";
import { classNames } from "../ui/class-names.ts";
import { StatusIcon } from "../ui/status-icon.tsx";
import styles from "./rail.module.css";

/** Says "look here" or "so many" beside a screen's name; most screens have nothing to say. */
export function RailCount({ projectId, screen }: { projectId: ProjectId; screen: Screen }) {
  switch (screen) {
    case "code":
      return <ChangedFiles />;
    case "tests":
      return <FailingTests />;
    case "runs":
      return <RunsCount projectId={projectId} />;
    case "releases":
      return <ReleasesCount />;
    case "environments":
      return <EnvironmentsCount />;
    case "services":
      return <ServicesCount />;
    case "plan":
      return <PlanCount />;
    case "monitors":
      return <MonitorsCount />;
    default:
      return null;
  }
}

/** Items whose two sides a person has to choose between, else what waits to be mended. */
function PlanCount() {
  const torn = useStore(planStore, ({ board }) => board?.items.filter(({ conflicts }) => conflicts.length > 0).length ?? 0);
  const repairs = useStore(planStore, ({ board }) => board?.repairs.length ?? 0);
  if (torn > 0) return <Count kind="failing">{torn}</Count>;
  return repairs > 0 ? <Count kind="waiting">{repairs}</Count> : null;
}

function Count({ kind = "plain", children }: { kind?: "plain" | "failing" | "waiting"; children: ReactNode }) {
  return (
    <span className={classNames(styles.count, kind !== "plain" && styles[kind])} aria-hidden="true">
      {children}
    </span>
  );
}

function ChangedFiles() {
  const count = useStore(pipelineStore, (state) => state.workingTree?.changedFiles ?? 0);
  return count === 0 ? null : <Count>{count}</Count>;
}

function FailingTests() {
  const count = useStore(testsStore, (state) => overviewOf(state).overview?.counts.failing ?? 0);
  return count === 0 ? null : <Count kind="failing">{count}</Count>;
}

function RunsCount({ projectId }: { projectId: ProjectId }) {
  const activeStatus = useStore(liveRunsStore, (state) => activeRunOf(state, projectId)?.status ?? null);
  // What waits on its way into an environment is counted there.
  const waitingCount = useStore(
    liveRunsStore,
    (state) => waitingStages(state, projectId).filter(({ runId }) => state.runs[runId]?.trigger !== "deploy").length,
  );
  if (waitingCount > 0) return <Count kind="waiting">{waitingCount}</Count>;
  return activeStatus === null ? null : <Picture look={activeStatus} />;
}

function Picture({ look }: { look: Look }) {
  return (
    <Count>
      <StatusIcon status={look} size={14} />
    </Count>
  );
}

/** A release under way, or one that was left half done. */
function ReleasesCount() {
  const standing = useStore(releasesStore, ({ releases }) => {
    if (releases?.some(isUnderWay) === true) return "running";
    return releases?.some(isHalfDone) === true ? "half done" : null;
  });
  if (standing === null) return null;
  return standing === "running" ? <Picture look="running" /> : <Count kind="failing">!</Count>;
}

/** How many environments a person should look at, else that something is on its way into one. */
function EnvironmentsCount() {
  const wrong = useStore(environmentsStore, ({ environments }) => countOf(environments ?? [], (look) => look !== "waiting"));
  const waiting = useStore(environmentsStore, ({ environments }) => countOf(environments ?? [], (look) => look === "waiting"));
  const isBusy = useStore(environmentsStore, ({ environments }) =>
    (environments ?? []).some(({ latest }) => latest !== null && !isOver(latest)),
  );
  if (wrong > 0) return <Count kind="failing">{wrong}</Count>;
  if (waiting > 0) return <Count kind="waiting">{waiting}</Count>;
  return isBusy ? <Picture look="running" /> : null;
}

/** Incidents that nobody has taken on, and services that a person should look at; else that one is being started or stopped. */
function ServicesCount() {
  const openCount = useStore(incidentsStore, (state) => state.openCount);
  const wrong = useStore(servicesStore, ({ services }) => services?.filter(needsLook).length ?? 0);
  const isBusy = useStore(
    servicesStore,
    ({ services }) => services?.some(({ state }) => state === "starting" || state === "stopping") === true,
  );
  if (openCount + wrong > 0) return <Count kind="failing">{openCount + wrong}</Count>;
  return isBusy ? <Picture look="running" /> : null;
}

/** Monitors that are down, else those that are slow. */
function MonitorsCount() {
  const down = useStore(monitorsStore, ({ monitors }) => monitors?.filter(({ state }) => state === "down").length ?? 0);
  const slow = useStore(monitorsStore, ({ monitors }) => monitors?.filter(({ state }) => state === "degraded").length ?? 0);
  if (down > 0) return <Count kind="failing">{down}</Count>;
  return slow > 0 ? <Count kind="waiting">{slow}</Count> : null;
}

function countOf(environments: readonly Parameters<typeof standingOf>[0][], isMeant: (look: string) => boolean): number {
  return environments.map(standingOf).filter(({ needsLook, look }) => needsLook && isMeant(look)).length;
}

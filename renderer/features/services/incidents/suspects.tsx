import { ArrowRight, RotateCcw } from "lucide-react";
import { useStore } from "zustand";
import type { Incident, Suspect } from "../../../../shared/contract/incidents.ts";
import { countOf } from "../../../../shared/counts.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { askToRollBack } from "../../../actions/deploy-actions.ts";
import { environmentOf, environmentsStore } from "../../../state/environments.ts";
import { deploymentAddress, passportAddress } from "../../../state/route.ts";
import { formatMoment } from "../../../ui/age.tsx";
import { Button } from "../../../ui/button.tsx";
import { CommitLines } from "../../../ui/commit-lines.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import styles from "./suspects.module.css";

interface SuspectsProps {
  projectId: ProjectId;
  incident: Incident;
  suspects: readonly Suspect[];
  now: number;
}

/** What was deployed before it began, the likeliest cause first, each with the way back. */
export function Suspects({ projectId, incident, suspects, now }: SuspectsProps) {
  return (
    <ScrollArea label="What may be the cause" className={styles.area}>
      <h2 className={styles.title}>What may be the cause</h2>
      {suspects.length === 0 ? (
        <p className={styles.none}>Nothing was deployed before it that Millrace knows of.</p>
      ) : (
        <ol className={styles.list}>
          {suspects.map((suspect, index) => (
            <li key={suspect.deploymentId}>
              <SuspectCard projectId={projectId} incident={incident} suspect={suspect} now={now} isFirst={index === 0} />
            </li>
          ))}
        </ol>
      )}
    </ScrollArea>
  );
}

interface SuspectCardProps {
  projectId: ProjectId;
  incident: Incident;
  suspect: Suspect;
  now: number;
  isFirst: boolean;
}

function SuspectCard({ projectId, incident, suspect, now, isFirst }: SuspectCardProps) {
  const { deploymentId, environment, version, before, at, isCurrent, commits } = suspect;
  const canRollBack = useStore(environmentsStore, (state) => isCurrent && environmentOf(state, environment)?.rollbackTo != null);
  const earlierMs = incident.openedAt - at;
  return (
    <article aria-label={`${version} in ${environment}`} className={styles.card} data-first={isFirst ? "" : undefined}>
      <header className={styles.head}>
        <h3 className={styles.versions}>
          {before !== null && before !== version && (
            <>
              <span className={styles.before}>{before}</span>
              <ArrowRight size={14} strokeWidth={2} aria-label="to" className={styles.arrow} />
            </>
          )}
          <a className={styles.version} href={deploymentAddress(projectId, deploymentId)}>
            {version}
          </a>
          <span className={styles.where}>
            {before === version ? "again " : ""}into {environment}
          </span>
        </h3>
        {canRollBack && (
          <Button
            size="small"
            kind={isFirst && incident.state !== "resolved" ? "primary" : "normal"}
            aria-label={`Roll back ${environment}`}
            onClick={() => askToRollBack(environment)}
          >
            <RotateCcw size={14} strokeWidth={2} aria-hidden="true" />
            Roll back…
          </Button>
        )}
      </header>
      <p className={styles.when}>
        <time dateTime={new Date(at).toISOString()} title={formatMoment(at)}>
          {earlierMs < 0 ? `${formatDuration(-earlierMs)} after it began` : `${formatDuration(earlierMs)} before it began`}
        </time>
        {isCurrent ? <span className={styles.serves}>serves still</span> : <span>serves no more</span>}
        <span>
          {commits.length === 0 ? "no commits" : countOf(commits.length, "commit")}
          {before === version && commits.length > 0 && " when it came first"}
        </span>
      </p>
      {commits.length > 0 && (
        <div className={styles.commits}>
          <CommitLines
            label={`Commits of ${version}`}
            commits={commits}
            now={now}
            address={(commit) => passportAddress(projectId, commit)}
          />
        </div>
      )}
    </article>
  );
}

import { CalendarClock, ExternalLink, Server, Snowflake, UserCheck, Zap } from "lucide-react";
import type { ReactNode } from "react";
import type { Environment } from "../../../../shared/contract/deployments.ts";
import { standingOf } from "../../../../shared/deployment-look.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { formatAge } from "../../../../shared/time.ts";
import { changeQuery, deploymentAddress, releaseAddress } from "../../../state/route.ts";
import { Age, formatMoment } from "../../../ui/age.tsx";
import { classNames } from "../../../ui/class-names.ts";
import { Prose } from "../../../ui/prose.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { CardActions } from "./card-actions.tsx";
import styles from "./environment-card.module.css";

interface EnvironmentCardProps {
  projectId: ProjectId;
  environment: Environment;
  now: number;
}

const shortly = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "numeric",
  minute: "2-digit",
});
const icon = { size: 13, strokeWidth: 2, "aria-hidden": true } as const;

/** One environment: what serves there and since when, how it stands, and what is not there yet. */
export function EnvironmentCard({ projectId, environment, now }: EnvironmentCardProps) {
  const { name, current, latest, drift, url } = environment;
  const standing = standingOf(environment);
  // One that was called off says nothing of what serves.
  const told = latest?.state === "canceled" ? current : latest;
  return (
    <article aria-label={name} className={classNames(styles.card)} data-look={standing.look}>
      <header className={styles.head}>
        <h2 className={styles.name}>{name}</h2>
        {url !== null && (
          <a className={styles.url} href={url} target="_blank" rel="noreferrer noopener" aria-label={`Open ${name}`} title={url}>
            <ExternalLink size={14} strokeWidth={2} aria-hidden="true" />
          </a>
        )}
        <span className={styles.target} title={environment.target}>
          {environment.target}
        </span>
      </header>
      {current === null ? (
        <p className={styles.nothing}>—</p>
      ) : (
        <p className={styles.serves}>
          <a className={styles.version} href={releaseAddress(projectId, current.release.id)} title={current.release.subject}>
            {current.release.version}
          </a>
          <Age at={current.servedAt ?? current.finishedAt ?? current.createdAt} now={now} className={styles.since} />
        </p>
      )}
      <p className={styles.standing}>
        <StatusIcon status={standing.look} size={16} />
        {told === null ? (
          <span>{standing.text}</span>
        ) : (
          <a className={styles.word} data-look={standing.look} href={deploymentAddress(projectId, told.id)}>
            {standing.text}
          </a>
        )}
      </p>
      {detailOf(environment) !== null && (
        <p className={styles.detail} title={drift?.lookedAt === undefined ? "" : `Looked ${formatMoment(drift.lookedAt)}`}>
          <Prose text={detailOf(environment) ?? ""} />
        </p>
      )}
      {latest?.state === "canceled" && (
        <p className={styles.detail}>
          <a className={styles.calledOff} href={deploymentAddress(projectId, latest.id)}>
            {latest.release.version}
          </a>
          {latest.detail === null ? " was canceled" : <Prose text={`: ${latest.detail}`} />}
        </p>
      )}
      <Pending environment={environment} now={now} />
      <Facts environment={environment} />
      <CardActions projectId={projectId} environment={environment} />
    </article>
  );
}

/** What is known beyond the sentence that says how it stands. */
function detailOf({ latest, drift }: Environment): string | null {
  if (drift?.state === "drifted" && (latest === null || latest.state === "deployed" || latest.state === "canceled")) return drift.detail;
  if (latest !== null && latest.state !== "deployed" && latest.state !== "canceled") return latest.detail;
  return drift?.state === "unknown" ? drift.detail : null;
}

function Pending({ environment: { name, pending, current }, now }: { environment: Environment; now: number }) {
  if (pending === null || current === null) return null;
  if (pending.count === 0) return <p className={styles.pending}>Has every commit</p>;
  const count = pending.count === 1 ? "1 commit is" : `${pending.count} commits are`;
  return (
    <p className={styles.pending}>
      <button type="button" className={styles.commits} onClick={() => changeQuery({ pending: name })}>
        {count} not there yet
      </button>
      {pending.oldestAt !== null && `, ${pending.count === 1 ? "" : "the oldest "}from ${formatAge(now - pending.oldestAt)}`}
    </p>
  );
}

function Facts({ environment }: { environment: Environment }) {
  const { auto, window, freeze, asksApproval, current } = environment;
  return (
    <ul className={styles.facts}>
      {auto !== "never" && <Fact icon={<Zap {...icon} />}>{auto === "green" ? "takes every green run" : "takes every release"}</Fact>}
      {freeze !== null && (
        <Fact icon={<Snowflake {...icon} />} isLoud>
          Frozen{freeze.untilMs === null ? "" : ` until ${shortly.format(freeze.untilMs)}`}: {freeze.reason}
        </Fact>
      )}
      {window !== null && <Fact icon={<CalendarClock {...icon} />}>{window}</Fact>}
      {asksApproval && (
        <Fact icon={<UserCheck {...icon} />}>
          {current?.approval?.decision === "granted"
            ? `${current.release.version} was approved by ${current.approval.person || "somebody"}`
            : "asks for approval"}
        </Fact>
      )}
      {environment.strategy === "command" && <Fact icon={<Server {...icon} />}>by commands of its own</Fact>}
    </ul>
  );
}

function Fact({ icon: picture, isLoud = false, children }: { icon: ReactNode; isLoud?: boolean; children: ReactNode }) {
  return (
    <li className={styles.fact} data-loud={isLoud ? "" : undefined}>
      {picture}
      <span>{children}</span>
    </li>
  );
}

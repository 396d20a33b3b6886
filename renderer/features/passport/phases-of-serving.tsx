import { deploymentWord, lookOfDeployment } from "../../../shared/deployment-look.ts";
import { incidentWord, lookOfIncident } from "../../../shared/incident-look.ts";
import { deployStanding, leadWords, monitorStanding, operateStanding, releaseStanding } from "../../../shared/passport-words.ts";
import { alertAddress, deploymentAddress, incidentAddress, itemAddress, releaseAddress, screenAddress } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { Besides, Line, Lines, PhasePart } from "./phase-part.tsx";
import type { PassportPartProps } from "./phases-of-making.tsx";

/** The release in which it came out. */
export function ReleasePart({ projectId, passport, now }: PassportPartProps) {
  const { release } = passport;
  return (
    <PhasePart phase="release" {...releaseStanding(passport)}>
      {release !== null && (
        <Lines label="Release">
          <Line>
            {release.releaseId === null ? (
              <span>Tag {release.tag}</span>
            ) : (
              <a href={releaseAddress(projectId, release.releaseId)}>Release {release.version}</a>
            )}
            <Besides>
              <Age at={release.at} now={now} />
              {release.releaseId === null && ", not made by Millrace"}
            </Besides>
          </Line>
        </Lines>
      )}
    </PhasePart>
  );
}

/** Where it came to. */
export function DeployPart({ projectId, passport, now }: PassportPartProps) {
  const { environments } = passport;
  return (
    <PhasePart phase="deploy" {...deployStanding(passport)}>
      {environments.length > 0 && (
        <Lines label="Environments">
          {environments.map(({ environment, isThere, deploymentId, state, version, at, leadMs, rolledBackBy }) => (
            <Line key={environment}>
              <StatusIcon
                status={
                  state === null ? "none" : isThere === true ? lookOfDeployment({ state }) : rolledBackBy === null ? "skipped" : "failed"
                }
                size={14}
              />
              <a href={screenAddress(projectId, "environments", { environment })}>{environment}</a>
              {deploymentId === null || at === null ? (
                <Besides>{isThere === true ? "serves there, nobody knows since when" : "has not been there"}</Besides>
              ) : (
                <>
                  <a href={deploymentAddress(projectId, deploymentId)}>came with {version}</a>
                  <Besides>
                    {state !== null && state !== "deployed" && rolledBackBy === null && `${deploymentWord({ state }).toLowerCase()}, `}
                    <Age at={at} now={now} />, {leadWords(leadMs)}
                    {isThere === null && ", nobody knows what serves now"}
                    {isThere === false && rolledBackBy === null && ", serves no more"}
                  </Besides>
                </>
              )}
              {rolledBackBy !== null && <a href={deploymentAddress(projectId, rolledBackBy)}>rolled back</a>}
            </Line>
          ))}
        </Lines>
      )}
    </PhasePart>
  );
}

/** What broke after it came to serve. */
export function OperatePart({ projectId, passport, now }: PassportPartProps) {
  return (
    <PhasePart phase="operate" {...operateStanding(passport)}>
      {passport.incidents.length > 0 && (
        <Lines label="Incidents">
          {passport.incidents.map(({ incidentId, number, title, state, openedAt, environment, deploymentId, item }) => (
            <Line key={incidentId}>
              <StatusIcon status={lookOfIncident({ state })} size={14} />
              <a href={incidentAddress(projectId, incidentId)}>
                Incident {number}: {title}
              </a>
              <Besides>
                {incidentWord({ state })}, <Age at={openedAt} now={now} />, after its{" "}
                <a href={deploymentAddress(projectId, deploymentId)}>deployment into {environment}</a>
              </Besides>
              {item !== null && <a href={itemAddress(projectId, item.key)}>item #{item.number}</a>}
            </Line>
          ))}
        </Lines>
      )}
    </PhasePart>
  );
}

/** What alarms said after it came to serve. */
export function MonitorPart({ projectId, passport, now }: PassportPartProps) {
  return (
    <PhasePart phase="monitor" {...monitorStanding(passport)}>
      {passport.alerts.length > 0 && (
        <Lines label="Alarms">
          {passport.alerts.map(({ alertId, monitor, summary, since, recoveredAt }) => (
            <Line key={alertId}>
              <StatusIcon status={recoveredAt === null ? "failed" : "passed"} size={14} />
              <a href={alertAddress(projectId, alertId)}>{monitor}</a>
              <Besides>
                {summary}, <Age at={since} now={now} />
                {recoveredAt === null ? ", still on" : ", over"}
              </Besides>
            </Line>
          ))}
        </Lines>
      )}
    </PhasePart>
  );
}

import { Activity, OctagonAlert, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { Alert, Delivery } from "../../../../shared/contract/alerts.ts";
import { type AlertId, idPatterns, type ProjectId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { readAlertsOf } from "../../../actions/monitor-actions.ts";
import { call } from "../../../link/call.ts";
import { alertsStore } from "../../../state/alerts.ts";
import { changeQuery, incidentAddress, monitorAddress } from "../../../state/route.ts";
import { Age } from "../../../ui/age.tsx";
import { IconButton } from "../../../ui/button.tsx";
import { FailureNote } from "../../../ui/list-states.tsx";
import { Part } from "../../../ui/part.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { deliveryDetail, deliveryWord, lookOfDelivery, ruleWord, whatWord } from "./alert-words.ts";
import styles from "./alerts-view.module.css";

/** One alert: what it was about, where that is looked into, and who was told with what success. Opening it reads it. */
export function AlertDetail({ projectId, alertId, now }: { projectId: ProjectId; alertId: string; now: number }) {
  const { alert, failure } = useAlert(alertId);
  const isUnread = alert?.isRead === false;
  useEffect(() => {
    if (isUnread && idPatterns.alert.test(alertId)) void readAlertsOf([alertId as AlertId]);
  }, [isUnread, alertId]);
  return (
    <aside className={styles.detail} aria-label="The open alert">
      <FailureNote failure={failure} />
      {alert !== null && <Loaded projectId={projectId} alert={alert} now={now} />}
    </aside>
  );
}

function Loaded({ projectId, alert, now }: { projectId: ProjectId; alert: Alert; now: number }) {
  const { summary, monitor, monitorId, firedAt, recoveredAt, ending, incidentId, deliveries } = alert;
  return (
    <>
      <header className={styles.head}>
        <div className={styles.title}>
          <StatusIcon status={recoveredAt === null ? "failed" : "passed"} size={16} />
          <h2>{summary}</h2>
          <IconButton size="small" label="Close the alert" onClick={() => changeQuery({ alert: "" })}>
            <X size={14} strokeWidth={2} aria-hidden="true" />
          </IconButton>
        </div>
        <div className={styles.ways}>
          {incidentId !== null && (
            <a className={styles.way} data-first="" href={incidentAddress(projectId, incidentId)}>
              <OctagonAlert size={14} strokeWidth={2} aria-hidden="true" />
              Open the incident
            </a>
          )}
          <a className={styles.way} href={monitorAddress(projectId, monitorId)}>
            <Activity size={14} strokeWidth={2} aria-hidden="true" />
            Open {monitor}
          </a>
        </div>
        <dl className={styles.facts}>
          <dt>Rule</dt>
          <dd>{ruleWord(alert)}</dd>
          <dt>Fired</dt>
          <dd>
            <Age at={firedAt} now={now} />
          </dd>
          <dt>{recoveredAt === null ? "Holds for" : "Over after"}</dt>
          <dd>
            {formatDuration(Math.max(0, (recoveredAt ?? now) - firedAt))}
            {ending !== "" && `: ${ending}`}
          </dd>
        </dl>
      </header>
      <Part title="Who was told" aside={deliveries.length === 0 ? "nobody" : deliveries.length}>
        <ul className={styles.deliveries}>
          {deliveries.map((delivery) => (
            <DeliveryLine key={`${delivery.channel} ${delivery.what} ${delivery.queuedAt}`} delivery={delivery} now={now} />
          ))}
        </ul>
      </Part>
    </>
  );
}

function DeliveryLine({ delivery, now }: { delivery: Delivery; now: number }) {
  const { channel, deliveredAt, queuedAt } = delivery;
  const detail = deliveryDetail(delivery, now);
  return (
    <li className={styles.delivery}>
      <StatusIcon status={lookOfDelivery(delivery)} size={14} />
      <span>
        <span className={styles.channel}>{channel}</span> {whatWord(delivery).toLowerCase()}
        <br />
        <span className={styles.quiet}>
          {deliveryWord(delivery)}
          {detail !== "" && `: ${detail}`}
        </span>
      </span>
      <Age className={styles.quiet} at={deliveredAt ?? queuedAt} now={now} />
    </li>
  );
}

/** One alert: from the list where it is there, else asked for by itself, and again when alerts change. */
function useAlert(id: string): { readonly alert: Alert | null; readonly failure: Failure | null } {
  const listed = useStore(alertsStore, (state) => state.alerts?.find((alert) => alert.id === id) ?? null);
  const all = useStore(alertsStore, (state) => state.alerts);
  const [asked, setAsked] = useState<{ alert: Alert | null; failure: Failure | null }>({ alert: null, failure: null });
  const isListed = listed !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the project's alerts were read anew, so is this one
  useEffect(() => {
    if (isListed || !idPatterns.alert.test(id)) return;
    let isStale = false;
    void call((engine) => engine.alerts.get({ alertId: id as AlertId })).then((answer) => {
      if (isStale) return;
      if (answer.ok) setAsked({ alert: answer.value, failure: null });
      else if (answer.failure.code !== "ENGINE_LOST") setAsked({ alert: null, failure: answer.failure });
    });
    return () => {
      isStale = true;
    };
  }, [id, isListed, all]);
  return isListed ? { alert: listed, failure: null } : asked;
}

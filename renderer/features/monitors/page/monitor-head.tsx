import { BellOff, FileCode, OctagonAlert, Pause, Play, RefreshCw } from "lucide-react";
import { useStore } from "zustand";
import type { Monitor } from "../../../../shared/contract/monitors.ts";
import { formatUptime, lookOfMonitor, monitorWord } from "../../../../shared/monitor-look.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { openInEditor } from "../../../actions/editor-actions.ts";
import { checkNow, pauseMonitor, resumeMonitor, silence, silences } from "../../../actions/monitor-actions.ts";
import { alertsStore } from "../../../state/alerts.ts";
import { incidentAddress } from "../../../state/route.ts";
import { Age, formatMoment } from "../../../ui/age.tsx";
import { Banner } from "../../../ui/banner.tsx";
import { Button, IconButton } from "../../../ui/button.tsx";
import { EntryHead, EntrySource, Fact, Facts } from "../../../ui/entry-head.tsx";
import { Menu, MenuItem } from "../../../ui/menu.tsx";
import { detailOf } from "../monitor-words.ts";
import styles from "./monitor-head.module.css";

const icon = { size: 14, strokeWidth: 2, "aria-hidden": true } as const;

/** How a monitor stands, why, and what can be done about it. */
export function MonitorHead({ monitor, now }: { monitor: Monitor; now: number }) {
  const { name, description, target, state, since, everyMs, lastCheck, uptime, latency, silencedUntil } = monitor;
  const look = lookOfMonitor(state);
  return (
    <EntryHead
      name={name}
      look={look}
      word={monitorWord(state)}
      detail={detailOf(monitor, now)}
      actions={<Actions monitor={monitor} now={now} />}
    >
      <EntrySource code={target}>{description !== "" && <span>{description}</span>}</EntrySource>
      <Facts>
        <Fact label={`${monitorWord(state)} for`}>
          <span title={formatMoment(since)}>{formatDuration(Math.max(0, now - since))}</span>
        </Fact>
        <Fact label="Checked">{lastCheck === null ? "not yet" : <Age at={lastCheck.at} now={now} />}</Fact>
        <Fact label="Every">
          {formatDuration(everyMs)
            .replace(/\.0 s$/, " s")
            .replace(/ 00 [sm]$/, "")}
        </Fact>
        <Fact label="24 h">{formatUptime(uptime.day)}</Fact>
        <Fact label="7 d">{formatUptime(uptime.week)}</Fact>
        <Fact label="30 d">{formatUptime(uptime.month)}</Fact>
        {latency.p50 !== null && <Fact label="Median">{formatDuration(latency.p50)}</Fact>}
        {latency.p95 !== null && <Fact label="P95">{formatDuration(latency.p95)}</Fact>}
      </Facts>
      <OpenAlert monitor={monitor} now={now} />
      {silencedUntil !== null && silencedUntil > now && (
        <Banner
          kind="note"
          actions={
            <Button size="small" onClick={() => void silence(monitor, null)}>
              Tell again
            </Button>
          }
        >
          Nobody is told of it until {formatMoment(silencedUntil)}.
        </Banner>
      )}
    </EntryHead>
  );
}

/** The alert that holds, with the way to its incident: one step from what is wrong to why. */
function OpenAlert({ monitor: { id, projectId }, now }: { monitor: Monitor; now: number }) {
  const alert = useStore(alertsStore, (state) => state.alerts?.find((one) => one.monitorId === id && one.recoveredAt === null) ?? null);
  if (alert === null) return null;
  return (
    <Banner
      kind="problem"
      actions={
        alert.incidentId !== null && (
          <a className={styles.incident} href={incidentAddress(projectId, alert.incidentId)}>
            <OctagonAlert {...icon} />
            Open the incident
          </a>
        )
      }
    >
      {alert.summary}, told <Age at={alert.firedAt} now={now} />.
    </Banner>
  );
}

function Actions({ monitor, now }: { monitor: Monitor; now: number }) {
  const { projectId, state, silencedUntil, line } = monitor;
  const isSilent = silencedUntil !== null && silencedUntil > now;
  return (
    <>
      <Button onClick={() => void checkNow(monitor)}>
        <RefreshCw {...icon} />
        Check now
      </Button>
      {state === "paused" ? (
        <Button kind="primary" onClick={() => void resumeMonitor(monitor)}>
          <Play {...icon} />
          Resume
        </Button>
      ) : (
        <Button onClick={() => void pauseMonitor(monitor)}>
          <Pause {...icon} />
          Pause
        </Button>
      )}
      <Menu
        align="end"
        trigger={
          <Button isPressed={isSilent ? true : undefined}>
            <BellOff {...icon} />
            Silence
          </Button>
        }
      >
        {silences.map(({ label, forMs }) => (
          <MenuItem key={label} label={`For ${label}`} onSelect={() => void silence(monitor, forMs)} />
        ))}
        {isSilent && <MenuItem label="Tell again" onSelect={() => void silence(monitor, null)} />}
      </Menu>
      {line > 0 && (
        <IconButton label="Open it in millrace.yml" onClick={() => void openInEditor(projectId, { path: "millrace.yml", line })}>
          <FileCode {...icon} size={16} strokeWidth={1.75} />
        </IconButton>
      )}
    </>
  );
}

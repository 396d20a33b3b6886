import { FileCode, Play, RotateCw, Square } from "lucide-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import type { Service } from "../../../../shared/contract/services.ts";
import { isServiceUp, lookOfService } from "../../../../shared/service-look.ts";
import { formatBytes } from "../../../../shared/time.ts";
import { openInEditor } from "../../../actions/editor-actions.ts";
import { commandServices, type ServiceVerb } from "../../../actions/service-actions.ts";
import { serviceAddress } from "../../../state/route.ts";
import { serviceOf, servicesStore } from "../../../state/services.ts";
import { Age } from "../../../ui/age.tsx";
import { Banner } from "../../../ui/banner.tsx";
import { Button, IconButton } from "../../../ui/button.tsx";
import { EntryHead, EntrySource, Fact, Facts } from "../../../ui/entry-head.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { Ports } from "../ports.tsx";
import { exitText, formatPercent, standingText, uptimeText } from "../service-words.ts";
import styles from "./service-head.module.css";

const icon = { size: 14, strokeWidth: 2, "aria-hidden": true } as const;

/** How a service stands, why, and what can be done about it. `children` stand at the right end, above what comes below. */
export function ServiceHead({ service, now, children }: { service: Service; now: number; children: ReactNode }) {
  const { name, description, run, ports, needs, pid, restarts, lastExit, cpuPercent, memoryBytes, startedAt, isCurrent, line } = service;
  const look = lookOfService(service);
  const [word, detail] = standingText({ ...service, isCurrent: true }, now);
  const isUp = isServiceUp(service);
  return (
    <EntryHead name={name} look={look} word={word} detail={detail} actions={<Actions service={service} />}>
      <div className={styles.second}>
        <EntrySource code={run.trim()}>{description !== "" && <span>{description}</span>}</EntrySource>
        {children}
      </div>
      <Facts>
        {startedAt !== null && <Fact label="Up">{uptimeText(service, now)}</Fact>}
        {pid !== null && <Fact label="Process">{pid}</Fact>}
        {isUp && cpuPercent !== null && <Fact label="CPU">{formatPercent(cpuPercent)}</Fact>}
        {isUp && memoryBytes !== null && <Fact label="Memory">{formatBytes(memoryBytes)}</Fact>}
        <Fact label="Restarts">{restarts}</Fact>
        {ports.length > 0 && (
          <Fact label={ports.length === 1 ? "Port" : "Ports"}>
            <span className={styles.list}>
              <Ports name={name} ports={ports} isOpen={startedAt !== null} most={8} />
            </span>
          </Fact>
        )}
        {needs.length > 0 && (
          <Fact label="Needs">
            <span className={styles.list}>
              {needs.map((need) => (
                <Need key={need} name={need} />
              ))}
            </span>
          </Fact>
        )}
        {lastExit !== null && (
          <Fact label="Ended last">
            {exitText(lastExit)}, <Age at={lastExit.at} now={now} />
          </Fact>
        )}
      </Facts>
      {!isCurrent && line > 0 && isUp && (
        <Banner
          kind="note"
          actions={
            <Button size="small" onClick={() => void commandServices("restart", service.projectId, [name])}>
              Restart {name}
            </Button>
          }
        >
          The file says otherwise by now. It runs as it was started until it is restarted.
        </Banner>
      )}
    </EntryHead>
  );
}

function Actions({ service }: { service: Service }) {
  const { name, projectId, line, state, isWanted } = service;
  const isUp = isServiceUp(service);
  const perform = (verb: ServiceVerb) => void commandServices(verb, projectId, [name]);
  const source = useStore(servicesStore, (all) => all.source);
  return (
    <>
      {!isUp && line > 0 && (
        <Button kind="primary" onClick={() => perform("start")}>
          <Play {...icon} />
          Start
        </Button>
      )}
      {isUp && line > 0 && (
        <Button onClick={() => perform("restart")}>
          <RotateCw {...icon} />
          Restart
        </Button>
      )}
      {isUp && (
        <Button disabled={state === "stopping" && !isWanted} onClick={() => perform("stop")}>
          <Square {...icon} size={12} fill="currentColor" />
          Stop
        </Button>
      )}
      {line > 0 && source !== "" && (
        <IconButton label={`Open it in ${source}`} onClick={() => void openInEditor(projectId, { path: source, line })}>
          <FileCode {...icon} size={16} strokeWidth={1.75} />
        </IconButton>
      )}
    </>
  );
}

function Need({ name }: { name: string }) {
  const need = useStore(servicesStore, (state) => serviceOf(state, name));
  if (need === null) return <span>{name}</span>;
  return (
    <a className={styles.need} href={serviceAddress(need.projectId, need.id)}>
      <StatusIcon status={lookOfService(need)} size={14} />
      {name}
    </a>
  );
}

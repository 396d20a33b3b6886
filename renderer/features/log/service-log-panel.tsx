import { useMemo } from "react";
import { useStore } from "zustand";
import type { Service, ServiceLog } from "../../../shared/contract/services.ts";
import { lookOfService } from "../../../shared/service-look.ts";
import { changeQuery, formatRoute, routeStore } from "../../state/route.ts";
import { type LogFrame, LogPane } from "./log-pane.tsx";
import { oneLine } from "./log-sections.ts";
import type { LogSubject } from "./log-subject.ts";

/** What the log of a service needs from around it. */
export interface ServiceLogPanelProps extends LogFrame {
  service: Service;
  /** The file of its log that is shown. */
  log: ServiceLog;
}

/** One file of what a service wrote. */
export function ServiceLogPanel(props: ServiceLogPanelProps) {
  return <LogOfService key={props.log.id} {...props} />;
}

function LogOfService({ service, log, ...frame }: ServiceLogPanelProps) {
  const { id, startedAt, finishedAt } = log;
  const { projectId, id: serviceId, name, run } = service;
  const look = lookOfService(service);
  const namedLine = useStore(routeStore, ({ route }) => {
    const line = route.kind === "service" && (route.query.log ?? id) === id ? Number(route.query.line) : Number.NaN;
    return Number.isInteger(line) && line > 0 ? line : null;
  });
  const subject = useMemo<LogSubject>(
    () => ({
      projectId,
      logId: id,
      name,
      steps: [
        {
          title: name,
          command: oneLine(run),
          outcome: "",
          durationMs: finishedAt === null ? null : finishedAt - startedAt,
          startedAt,
          firstLine: 1,
        },
      ],
      opensAt: "end",
      namedLine,
      empty:
        finishedAt === null
          ? { look, title: `${name} has written nothing yet`, text: "Its output appears here as it is written." }
          : { look, title: `${name} wrote nothing`, text: "This file of its log is empty." },
      fileName: `${name}-${id}`,
      command: `millrace services logs ${name}`,
      chooseLine: (line) => {
        const query = { tab: "log", log: id, line: String(line) };
        changeQuery(query);
        return new URL(formatRoute({ kind: "service", projectId, serviceId, query }), location.href).href;
      },
    }),
    [projectId, serviceId, id, name, run, startedAt, finishedAt, look, namedLine],
  );
  return <LogPane subject={subject} {...frame} />;
}

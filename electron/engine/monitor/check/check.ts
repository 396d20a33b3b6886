import { resolve } from "node:path";
import type { MonitorId, ProjectId } from "../../../../shared/ids.ts";
import type { PlannedMonitor } from "../../../../shared/pipeline/planned-monitor.ts";
import type { Failure, Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { redactText } from "../../secret/secret.ts";
import { bad, type Found, good } from "./found.ts";
import { checkHttp } from "./http.ts";
import { checkCommand, checkDisk, checkProcess } from "./local.ts";
import { checkDns, checkTcp, checkTls } from "./network.ts";
import { NewLines } from "./new-lines.ts";

/** A monitor that is watched, and where. */
export interface WatchedMonitor {
  readonly id: MonitorId;
  readonly projectId: ProjectId;
  readonly projectName: string;
  readonly projectPath: string;
  readonly planned: PlannedMonitor;
}

/** What checks need of the rest. */
export interface CheckPorts {
  readonly now: Clock;
  /** What commands inherit. */
  readonly environment: NodeJS.ProcessEnv;
  readonly secrets: (project: ProjectId, names: readonly string[]) => Promise<Result<ReadonlyMap<string, string>, Failure>>;
  /** How a service stands; `null` when nobody has started it. */
  readonly service: (project: ProjectId, name: string) => { readonly isReady: boolean; readonly detail: string } | null;
  /** The files of a service's log, the oldest first; none before the first. */
  readonly serviceLogs: (project: ProjectId, name: string) => readonly string[];
}

/** Looks once at what a monitor is about. */
export type CheckOnce = (monitor: WatchedMonitor, signal: AbortSignal) => Promise<Found>;

const noSecrets: ReadonlyMap<string, string> = new Map();

/** Makes what looks at monitors. It remembers where it has read logs to. */
export function createChecks(ports: CheckPorts): CheckOnce {
  const read = new Map<MonitorId, NewLines>();
  return async (monitor, signal) => {
    const { planned, projectId, projectPath } = monitor;
    const { check } = planned;
    const asked = planned.secrets.length === 0 ? null : await ports.secrets(projectId, planned.secrets);
    if (asked !== null && !asked.ok) return bad(asked.failure.message);
    const secrets = asked?.value ?? noSecrets;
    switch (check.kind) {
      case "http": {
        const found = await checkHttp(check, secrets, signal);
        return secrets.size === 0 ? found : { ...found, detail: redactText(found.detail, secrets) };
      }
      case "tcp":
        return checkTcp(check, signal);
      case "tls":
        return checkTls(check, ports.now(), signal);
      case "dns":
        return checkDns(check, planned.timeoutMs, signal);
      case "run":
        return checkCommand(check, { projectPath, environment: ports.environment, secrets }, signal);
      case "process":
        return checkProcess(check, signal);
      case "disk":
        return checkDisk(check, projectPath);
      case "service": {
        const standing = ports.service(projectId, check.service);
        if (standing === null) return bad("it was never started");
        return standing.isReady ? good(standing.detail) : bad(standing.detail);
      }
      case "log": {
        const { source } = check;
        const isOwn = "service" in source;
        const files = isOwn ? ports.serviceLogs(projectId, source.service) : [resolve(projectPath, source.file)];
        if (files.length === 0) return good("no line yet");
        const lines = read.get(monitor.id) ?? new NewLines();
        read.set(monitor.id, lines);
        return lines.check({ files, isOwn }, check.pattern);
      }
    }
  };
}

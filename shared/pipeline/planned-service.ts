import type { z } from "zod";
import { parseDuration } from "../time.ts";
import type { PipelineDefinition } from "./definition.ts";
import { hostAndPort } from "./host-and-port.ts";
import type { liveSchema, readySchema, restartPolicies, serviceDefinitionSchema, stopSignals } from "./service-schema.ts";

/** One entry of `services`, as it is written. */
export type ServiceDefinition = z.infer<typeof serviceDefinitionSchema>;

/** How a service is asked. */
export type PlannedProbe =
  | { readonly kind: "http"; readonly url: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "command"; readonly run: string };

/** When a service is ready, with everything decided. */
export interface PlannedReady {
  readonly probe: PlannedProbe | { readonly kind: "log"; readonly pattern: string };
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly withinMs: number;
}

/** Whether a service is still well, with everything decided. */
export interface PlannedLive {
  readonly probe: PlannedProbe;
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** So many in a row start it again. */
  readonly failuresAllowed: number;
}

/** When a service is started again, with everything decided. */
export interface PlannedRestart {
  readonly policy: (typeof restartPolicies)[number];
  /** Before the first restart; doubled for each further one, up to `mostMs`. */
  readonly backoffMs: number;
  readonly mostMs: number;
  /** So many restarts in a row are given up. */
  readonly attempts: number;
  /** Running this long makes the count and the wait begin anew. */
  readonly resetMs: number;
}

/** A service with everything decided. */
export interface PlannedService {
  readonly name: string;
  readonly description: string;
  readonly run: string;
  /** Inside the project, with `/`; empty for its own folder. */
  readonly cwd: string;
  readonly shell: string | null;
  readonly needs: readonly string[];
  /** The service's variables over the pipeline's, with `PORT` when it has a port and none of its own. */
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  /** A file of further variables in the project's folder, read anew at each start and never kept; `null` without. */
  readonly envFile: string | null;
  readonly ports: readonly number[];
  readonly restart: PlannedRestart;
  /** `null`: it is ready as soon as it is started. */
  readonly ready: PlannedReady | null;
  readonly live: PlannedLive | null;
  readonly stopSignal: (typeof stopSignals)[number];
  readonly graceMs: number;
  readonly logBytes: number;
  /** How many older files of its log stay. */
  readonly logsKept: number;
}

const duration = (text: string | undefined, usual: string) => parseDuration(text ?? usual) ?? 0;

/** The services of a checked definition, in its order. */
export function planServices(definition: PipelineDefinition): PlannedService[] {
  return Object.entries(definition.services ?? {}).map(([name, service]) => {
    const env = { ...definition.env, ...service.env };
    const secrets = [...new Set([...(definition.secrets ?? []), ...(service.secrets ?? [])])];
    return planService(name, { ...service, env, secrets });
  });
}

/** One service by itself: from a definition, or a line of a Procfile. */
export function planService(name: string, service: ServiceDefinition): PlannedService {
  const ports = [service.port ?? []].flat();
  const [port] = ports;
  return {
    name,
    description: service.description ?? "",
    run: service.run,
    cwd: service.cwd ?? "",
    shell: service.shell ?? null,
    needs: service.needs ?? [],
    env: { ...(port === undefined ? {} : { PORT: String(port) }), ...service.env },
    secrets: service.secrets ?? [],
    envFile: null,
    ports,
    restart: restartOf(service.restart),
    ready: readyOf(service.ready, port),
    live: service.live === undefined ? null : liveOf(service.live),
    stopSignal: service.stop?.signal ?? "SIGTERM",
    graceMs: duration(service.stop?.grace, "10s"),
    logBytes: bytesOf(service.logs?.size ?? "10MiB"),
    logsKept: service.logs?.keep ?? 5,
  };
}

function restartOf(restart: ServiceDefinition["restart"]): PlannedRestart {
  const given = typeof restart === "string" ? { policy: restart } : (restart ?? {});
  return {
    policy: given.policy ?? "on-failure",
    backoffMs: duration(given.backoff, "1s"),
    mostMs: duration(given.most, "1m"),
    attempts: given.attempts ?? 10,
    resetMs: duration(given.reset, "1m"),
  };
}

function readyOf(ready: z.infer<typeof readySchema> | undefined, port: number | undefined): PlannedReady | null {
  if (ready === undefined && port === undefined) return null;
  const { every, timeout, within, log } = ready ?? {};
  const probe = ready === undefined ? { kind: "tcp" as const, host: "127.0.0.1", port: port ?? 0 } : probeOf(ready);
  return {
    probe: log === undefined ? probe : { kind: "log", pattern: log },
    everyMs: duration(every, "1s"),
    timeoutMs: duration(timeout, "5s"),
    withinMs: duration(within, "1m"),
  };
}

function liveOf(live: z.infer<typeof liveSchema>): PlannedLive {
  return {
    probe: probeOf(live),
    everyMs: duration(live.every, "10s"),
    timeoutMs: duration(live.timeout, "5s"),
    failuresAllowed: live.failures ?? 3,
  };
}

function probeOf({ http, tcp, run }: Pick<z.infer<typeof liveSchema>, "http" | "tcp" | "run">): PlannedProbe {
  if (http !== undefined) return { kind: "http", url: http };
  if (tcp !== undefined) return { kind: "tcp", ...hostAndPort(tcp) };
  return { kind: "command", run: run ?? "" };
}

const sizeUnits: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

function bytesOf(text: string): number {
  const [, amount = "0", unit = ""] = /^([\d.]+)\s*(\w+)$/.exec(text) ?? [];
  return Math.round(Number(amount) * (sizeUnits[unit] ?? 0));
}

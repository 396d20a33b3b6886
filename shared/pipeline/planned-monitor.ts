import type { z } from "zod";
import { parseDuration } from "../time.ts";
import type { PipelineDefinition } from "./definition.ts";
import { hostAndPort } from "./host-and-port.ts";
import type { channelDefinitionSchema, maintenanceSchema, monitorDefinitionSchema, monitorKinds } from "./monitor-schema.ts";
import type { PlannedWindow } from "./planned-environment.ts";

/** One entry of `monitors`, as it is written. */
export type MonitorDefinition = z.infer<typeof monitorDefinitionSchema>;

/** What a monitor looks at. */
export type MonitorKind = (typeof monitorKinds)[number];

/** What is done to find out, with everything decided. */
export type PlannedCheck =
  | {
      readonly kind: "http";
      readonly url: string;
      readonly method: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | null;
      /** Empty: 200 to 399. */
      readonly statuses: readonly number[];
      readonly contains: string | null;
      /** Values by path; empty when the body need not be JSON. */
      readonly json: Readonly<Record<string, string>>;
      readonly redirects: number;
      readonly isInsecure: boolean;
    }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "tls"; readonly host: string; readonly port: number; readonly expiresMs: number }
  | {
      readonly kind: "dns";
      readonly name: string;
      readonly record: "A" | "AAAA" | "CNAME" | "MX" | "NS" | "TXT";
      /** Empty: any. */
      readonly answers: readonly string[];
      readonly resolver: string | null;
    }
  | {
      readonly kind: "run";
      readonly run: string;
      readonly shell: string | null;
      readonly cwd: string;
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly kind: "process"; readonly pattern: string }
  | { readonly kind: "service"; readonly service: string }
  | { readonly kind: "disk"; readonly path: string; readonly free: { readonly bytes: number } | { readonly share: number } }
  | { readonly kind: "log"; readonly source: { readonly file: string } | { readonly service: string }; readonly pattern: string };

/** When a monitor alerts, with everything decided. */
export interface PlannedAlert {
  readonly after: number;
  readonly forMs: number;
  readonly latency: { readonly overMs: number; readonly forMs: number } | null;
  /** `null`: told once. */
  readonly repeatMs: number | null;
  /** `inbox`, `desktop`, or the name of a channel. */
  readonly notify: readonly string[];
  readonly opensIncident: boolean;
}

/** When failures are expected: each week, or once. */
export type PlannedMaintenance =
  | { readonly kind: "weekly"; readonly window: PlannedWindow }
  | { readonly kind: "once"; readonly fromMs: number; readonly toMs: number; readonly reason: string };

/** A monitor with everything decided. */
export interface PlannedMonitor {
  readonly name: string;
  readonly description: string;
  readonly check: PlannedCheck;
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly retries: number;
  /** Slower answers are degraded; `null`: none is. */
  readonly slowMs: number | null;
  readonly maintenance: readonly PlannedMaintenance[];
  /** `null`: nobody is told. */
  readonly alert: PlannedAlert | null;
  readonly objective: { readonly target: number; readonly overMs: number } | null;
  readonly secrets: readonly string[];
}

/** A way to tell somebody, with everything decided. */
export interface PlannedChannel {
  readonly name: string;
  readonly kind:
    | { readonly type: "webhook"; readonly url: string; readonly headers: Readonly<Record<string, string>> }
    | { readonly type: "command"; readonly run: string };
  readonly secrets: readonly string[];
  readonly timeoutMs: number;
}

const duration = (text: string | undefined, usual: string) => parseDuration(text ?? usual) ?? 0;
const durationOrNull = (text: string | undefined) => (text === undefined ? null : parseDuration(text));
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** The monitors of a checked definition, in its order. */
export function planMonitors(definition: PipelineDefinition): PlannedMonitor[] {
  return Object.entries(definition.monitors ?? {}).map(([name, monitor]) => ({
    name,
    description: monitor.description ?? "",
    check: checkOf(monitor, definition.env ?? {}),
    everyMs: duration(monitor.every, "30s"),
    timeoutMs: duration(monitor.timeout, "10s"),
    retries: monitor.retries ?? 1,
    slowMs: durationOrNull(monitor.slow),
    maintenance: [monitor.maintenance ?? []].flat().map(maintenanceOf),
    alert: monitor.alert === false ? null : alertOf(monitor.alert ?? {}),
    objective:
      monitor.objective === undefined ? null : { target: monitor.objective.target, overMs: duration(monitor.objective.over, "30d") },
    secrets:
      monitor.run === undefined ? (monitor.secrets ?? []) : [...new Set([...(definition.secrets ?? []), ...(monitor.secrets ?? [])])],
  }));
}

/** The channels of a checked definition, in its order. */
export function planChannels(definition: PipelineDefinition): PlannedChannel[] {
  return Object.entries(definition.channels ?? {}).map(([name, channel]: [string, z.infer<typeof channelDefinitionSchema>]) => ({
    name,
    kind:
      channel.webhook === undefined
        ? { type: "command", run: channel.run ?? "" }
        : { type: "webhook", url: channel.webhook, headers: channel.headers ?? {} },
    secrets: channel.secrets ?? [],
    timeoutMs: duration(channel.timeout, "10s"),
  }));
}

function checkOf(monitor: MonitorDefinition, env: Readonly<Record<string, string>>): PlannedCheck {
  if (monitor.http !== undefined) {
    const { http: url, method = "GET", headers = {}, body = null, contains = null, json = {}, redirects = 5, insecure = false } = monitor;
    const statuses = [monitor.status ?? []].flat();
    return { kind: "http", url, method, headers, body, statuses, contains, json, redirects, isInsecure: insecure };
  }
  if (monitor.tcp !== undefined) return { kind: "tcp", ...hostAndPort(monitor.tcp) };
  if (monitor.tls !== undefined) return { kind: "tls", ...hostAndPort(monitor.tls), expiresMs: duration(monitor.expires, "14d") };
  if (monitor.dns !== undefined) {
    const { dns: name, record = "A", resolver = null } = monitor;
    return { kind: "dns", name, record, answers: [monitor.answer ?? []].flat(), resolver };
  }
  if (monitor.process !== undefined) return { kind: "process", pattern: monitor.process };
  if (monitor.service !== undefined) return { kind: "service", service: monitor.service };
  if (monitor.disk !== undefined) return { kind: "disk", path: monitor.disk, free: freeOf(monitor.free ?? "10%") };
  if (monitor.log !== undefined) {
    const source = monitor.log.startsWith("service:") ? { service: monitor.log.slice("service:".length) } : { file: monitor.log };
    return { kind: "log", source, pattern: monitor.pattern ?? "" };
  }
  const { run = "", shell = null, cwd = "" } = monitor;
  return { kind: "run", run, shell, cwd, env: { ...env, ...monitor.env } };
}

const sizeUnits: Readonly<Record<string, number>> = { MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 };

function freeOf(text: string): { readonly bytes: number } | { readonly share: number } {
  const [, amount = "0", unit = ""] = /^([\d.]+)\s*(\S+)$/.exec(text) ?? [];
  return unit === "%" ? { share: Number(amount) / 100 } : { bytes: Math.round(Number(amount) * (sizeUnits[unit] ?? 0)) };
}

function alertOf(alert: Exclude<MonitorDefinition["alert"], false | undefined>): PlannedAlert {
  return {
    after: alert.after ?? 1,
    forMs: durationOrNull(alert.for) ?? 0,
    latency: alert.latency === undefined ? null : { overMs: duration(alert.latency.over, "1s"), forMs: duration(alert.latency.for, "5m") },
    repeatMs: durationOrNull(alert.repeat),
    notify: alert.notify ?? ["inbox", "desktop"],
    opensIncident: alert.incident ?? true,
  };
}

function maintenanceOf(maintenance: z.infer<typeof maintenanceSchema>): PlannedMaintenance {
  if ("reason" in maintenance || maintenance.from.includes("T")) {
    const { from, to } = maintenance;
    return {
      kind: "once",
      fromMs: Date.parse(from),
      toMs: Date.parse(to),
      reason: "reason" in maintenance ? (maintenance.reason ?? "") : "",
    };
  }
  const { days, from, to, zone } = maintenance as Extract<typeof maintenance, { zone?: string | undefined }>;
  return {
    kind: "weekly",
    window: {
      days: days?.map((day) => weekdays.indexOf(day)) ?? [0, 1, 2, 3, 4, 5, 6],
      fromMinute: minuteOf(from),
      toMinute: minuteOf(to),
      zone: zone ?? null,
    },
  };
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

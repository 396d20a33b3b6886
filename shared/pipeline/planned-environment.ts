import type { z } from "zod";
import { parseDuration } from "../time.ts";
import type { PipelineDefinition } from "./definition.ts";
import type { environmentDefinitionSchema } from "./environment-schema.ts";
import { hostAndPort } from "./host-and-port.ts";

/** One entry of `environments`, as it is written. */
export type EnvironmentDefinition = z.infer<typeof environmentDefinitionSchema>;

/** How to ask whether all is well, with everything decided. */
export interface PlannedHealth {
  readonly probe:
    | { readonly kind: "http"; readonly url: string; readonly status: number | null; readonly contains: string | null }
    | { readonly kind: "tcp"; readonly host: string; readonly port: number }
    | { readonly kind: "command"; readonly run: string };
  /** How long the first good answer may take. */
  readonly withinMs: number;
  /** How long to watch after that. */
  readonly watchMs: number;
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** So many failures in a row are too many. */
  readonly failuresAllowed: number;
}

/** How a release gets there, with everything decided. */
export type PlannedStrategy =
  | {
      readonly type: "directory";
      readonly path: string;
      readonly keep: number;
      readonly unpack: boolean | null;
      readonly after: string | null;
    }
  | {
      readonly type: "ssh";
      readonly host: string;
      readonly port: number | null;
      readonly path: string;
      readonly keep: number;
      /** `null`: a single archive is unpacked, anything else is put as it is. */
      readonly unpack: boolean | null;
      readonly after: string | null;
    }
  | {
      readonly type: "command";
      readonly run: string;
      readonly status: string | null;
      readonly rollback: string | null;
      readonly shell: string | null;
    };

/** When deployments may begin. */
export interface PlannedWindow {
  /** 0 is Sunday. */
  readonly days: readonly number[];
  /** Minutes of the day; `to` before `from` reaches into the next day. */
  readonly fromMinute: number;
  readonly toMinute: number;
  /** An IANA time zone; `null` is the system's. */
  readonly zone: string | null;
}

/** A place to deploy, with everything decided. */
export interface PlannedEnvironment {
  readonly name: string;
  readonly strategy: PlannedStrategy;
  readonly auto: "never" | "release" | "green";
  readonly needs: readonly string[];
  /** What a person is asked; empty for the plain question, `null` when nobody is. */
  readonly approval: string | null;
  /** Empty: always. */
  readonly windows: readonly PlannedWindow[];
  /** As written; a day without a time is meant whole, in the zone of the first window. */
  readonly freezes: readonly { readonly from: string; readonly to: string; readonly reason: string }[];
  readonly health: PlannedHealth | null;
  readonly url: string | null;
  /** The environment's variables over the pipeline's. */
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  /** Without the watch over health. */
  readonly timeoutMs: number;
}

const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
const allDays = [0, 1, 2, 3, 4, 5, 6];

/** The environments of a checked definition, in its order. */
export function planEnvironments(definition: PipelineDefinition): PlannedEnvironment[] {
  return Object.entries(definition.environments ?? {}).map(([name, environment]) => ({
    name,
    strategy: strategyOf(environment.deploy),
    auto: environment.auto === true ? "release" : environment.auto || "never",
    needs: environment.needs ?? [],
    approval: approvalOf(environment.approval),
    windows: [environment.window ?? []].flat().map((window) => ({
      days: window.days?.map((day) => weekdays.indexOf(day)) ?? allDays,
      fromMinute: minuteOf(window.from),
      toMinute: minuteOf(window.to),
      zone: window.zone ?? null,
    })),
    freezes: environment.freeze ?? [],
    health: environment.health === undefined ? null : healthOf(environment.health),
    url: environment.url ?? null,
    env: { ...definition.env, ...environment.env },
    secrets: [...new Set([...(definition.secrets ?? []), ...(environment.secrets ?? [])])],
    timeoutMs: parseDuration(environment.timeout ?? "10m") ?? 0,
  }));
}

function strategyOf(deploy: EnvironmentDefinition["deploy"]): PlannedStrategy {
  if (deploy.type === "command") {
    const { type, run, status = null, rollback = null, shell = null } = deploy;
    return { type, run, status, rollback, shell };
  }
  const { path, keep = 5, unpack = null, after = null } = deploy;
  if (deploy.type === "directory") return { type: "directory", path, keep, unpack, after };
  return { type: "ssh", host: deploy.host, port: deploy.port ?? null, path, keep, unpack, after };
}

function healthOf(health: NonNullable<EnvironmentDefinition["health"]>): PlannedHealth {
  const duration = (text: string | undefined, usual: string) => parseDuration(text ?? usual) ?? 0;
  return {
    probe: probeOf(health),
    withinMs: duration(health.within, "30s"),
    watchMs: duration(health.for, "30s"),
    everyMs: duration(health.every, "2s"),
    timeoutMs: duration(health.timeout, "5s"),
    failuresAllowed: health.failures ?? 3,
  };
}

function probeOf({ http, status, contains, tcp, run }: NonNullable<EnvironmentDefinition["health"]>): PlannedHealth["probe"] {
  if (http !== undefined) return { kind: "http", url: http, status: status ?? null, contains: contains ?? null };
  if (tcp !== undefined) return { kind: "tcp", ...hostAndPort(tcp) };
  return { kind: "command", run: run ?? "" };
}

function approvalOf(approval: EnvironmentDefinition["approval"]): string | null {
  if (approval === undefined || approval === false) return null;
  return approval === true ? "" : approval;
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

import { oc } from "@orpc/contract";
import { z } from "zod";
import { notFound, operateFailures, storeFailures } from "./failures.ts";
import { projectIdSchema, serviceIdSchema, serviceLogIdSchema } from "./schemas.ts";

/**
 * Where a service stands. `waiting`: wanted, but what it needs is not ready, or a port of it is taken. `starting`: its
 * process is there, but not ready. `ready`: it runs and is ready. `unwell`: it runs, but the last question was answered
 * badly. `backing-off`: it ended and will be started again. `stopping`: it was told to end. `given-up`: it ended too often,
 * or cannot be started; nobody starts it but a person. `stopped`: nobody wants it, or it ended well and is not started again.
 */
export const serviceStates = ["waiting", "starting", "ready", "unwell", "backing-off", "stopping", "given-up", "stopped"] as const;
/** See {@link serviceStates}. */
export type ServiceState = (typeof serviceStates)[number];

/** One file of a service's log. The newest grows; older ones are what was before a start or a full file. */
export const serviceLogSchema = z.object({
  id: serviceLogIdSchema,
  startedAt: z.number(),
  /** `null` while it grows. */
  finishedAt: z.number().nullable(),
  bytes: z.number(),
});
/** See {@link serviceLogSchema}. */
export type ServiceLog = z.infer<typeof serviceLogSchema>;

/** A service, as its file says and as it stands. */
export const serviceSchema = z.object({
  id: serviceIdSchema,
  projectId: projectIdSchema,
  name: z.string(),
  description: z.string(),
  /** Its command, as it is written. */
  run: z.string(),
  needs: z.array(z.string()),
  ports: z.array(z.number().int()),
  state: z.enum(serviceStates),
  /** One sentence on why it stands there: `ended with exit code 1`, `port 8080 is held by node (4711)`; empty when there is nothing to say. */
  detail: z.string(),
  /** Whether somebody wants it to run. */
  isWanted: z.boolean(),
  /** Its first process; `null` while there is none. */
  pid: z.number().int().nullable(),
  /** Since when it stands there. */
  since: z.number(),
  /** When its process was started; `null` while there is none. */
  startedAt: z.number().nullable(),
  /** When it is started again; `null` unless it backs off. */
  nextStartAt: z.number().nullable(),
  /** Restarts by itself since a person started it. */
  restarts: z.number().int(),
  /** How its last process ended; `null` when none has, or nobody saw it. */
  lastExit: z.object({ at: z.number(), exitCode: z.number().int().nullable(), signal: z.string().nullable() }).nullable(),
  /** Of all its processes, at the last look: percent of one core, and bytes; `null` while there is none. */
  cpuPercent: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  /** The newest file of its log; `null` before the first start. */
  log: serviceLogSchema.nullable(),
  /** Whether what runs is what the file says now; `false` asks for a restart. */
  isCurrent: z.boolean(),
  /** Its line in the file, from 1; 0 when the file has it no more. Of a file that cannot be read it is what it was, or 1. */
  line: z.number().int(),
});
/** See {@link serviceSchema}. */
export type Service = z.infer<typeof serviceSchema>;

/** One time that a service ran. */
export const serviceStartSchema = z.object({
  startedAt: z.number(),
  readyAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  /** Why it was started: `by a person`, `ended with exit code 1`, `not well 3 times`. */
  cause: z.string(),
});
/** See {@link serviceStartSchema}. */
export type ServiceStart = z.infer<typeof serviceStartSchema>;

const byNames = z.object({
  projectId: projectIdSchema,
  /** Empty: all. */
  names: z.array(z.string().max(100)).max(10_000).default([]),
});
const serviceErrors = { ...notFound, ...operateFailures, ...storeFailures };

/** Programs that a project keeps running, under a host of their own that outlives the window. */
export const services = {
  /** In the order of the file; what still runs although the file has it no more stands last. */
  list: oc
    .input(z.object({ projectId: projectIdSchema }))
    .output(
      z.object({
        services: z.array(serviceSchema),
        /** From where they are: `millrace.yml`, `Procfile`; empty when there are none. */
        source: z.string(),
        /** Why the file cannot be read, with the place; `null` when it can. Until then they are told as they were before. */
        problem: z.string().nullable(),
      }),
    )
    .errors({ ...notFound, ...storeFailures }),
  /** One service with its starts, the newest first, up to 100, and the files of its log, the newest first. */
  get: oc
    .input(z.object({ serviceId: serviceIdSchema }))
    .output(z.object({ service: serviceSchema, starts: z.array(serviceStartSchema), logs: z.array(serviceLogSchema) }))
    .errors({ ...notFound, ...storeFailures }),
  /** Wants services and what they need; answers when that is known to their host, not when they are ready. */
  start: oc.input(byNames).errors(serviceErrors),
  /** Wants services and what needs them no more. */
  stop: oc.input(byNames).errors(serviceErrors),
  /** Ends services in good order and starts them as the file says now. Those that do not run are started. */
  restart: oc.input(byNames).errors(serviceErrors),
};

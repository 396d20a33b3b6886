import { oc } from "@orpc/contract";
import { z } from "zod";
import { notFound, storeFailures } from "./failures.ts";
import { alertIdSchema, deploymentIdSchema, incidentIdSchema, projectIdSchema } from "./schemas.ts";

/**
 * What is measured over time. Of the machine (the project does not matter): `host/cpu` (percent of all cores), `host/memory`
 * (bytes in use), `host/load`, `host/disk` (bytes in use of the disk that holds the data), `host/network-in` and
 * `host/network-out` (bytes a second). Of a service: `service/s4/cpu` (percent of one core), `service/s4/memory` (bytes).
 * Of a monitor: `monitor/m9/latency` (milliseconds; only of checks that were answered).
 */
export const seriesNameSchema = z
  .string()
  .max(100)
  .regex(/^(host\/(cpu|memory|load|disk|network-in|network-out)|service\/s\d+\/(cpu|memory)|monitor\/m\d+\/latency)$/);

/** One series, column by column; each column is as long as `at`, `null` where nothing is known. */
export const seriesSchema = z.object({
  name: z.string(),
  unit: z.enum(["percent", "bytes", "milliseconds", "bytes-per-second", "number"]),
  /** The middle of all values in each step. */
  average: z.array(z.number().nullable()),
  min: z.array(z.number().nullable()),
  max: z.array(z.number().nullable()),
  /** By nearest rank, off by 2.1 % at most, or by half of the least that is kept where that is more; empty columns for series that are no latencies. */
  p50: z.array(z.number().nullable()),
  p95: z.array(z.number().nullable()),
  p99: z.array(z.number().nullable()),
});
/** See {@link seriesSchema}. */
export type Series = z.infer<typeof seriesSchema>;

/** Something that happened, to be drawn across every chart. */
export const annotationSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("deployment"), at: z.number(), deploymentId: deploymentIdSchema, text: z.string(), isGood: z.boolean() }),
  z.object({ kind: z.literal("incident"), at: z.number(), until: z.number().nullable(), incidentId: incidentIdSchema, text: z.string() }),
  z.object({ kind: z.literal("alert"), at: z.number(), until: z.number().nullable(), alertId: alertIdSchema, text: z.string() }),
]);
/** See {@link annotationSchema}. */
export type Annotation = z.infer<typeof annotationSchema>;

/** Charts, from one second to years. */
export const metrics = {
  /**
   * Series between two moments in at most `points` steps. The step is that of what is kept: raw for a day, minutes for a
   * month, hours for years; coarser ones are made of these, never finer.
   */
  read: oc
    .input(
      z.object({
        projectId: projectIdSchema,
        series: z.array(seriesNameSchema).min(1).max(50),
        from: z.number(),
        to: z.number(),
        points: z.number().int().min(1).max(2_000).default(400),
      }),
    )
    .output(
      z.object({
        stepMs: z.number(),
        /** The beginning of each step. */
        at: z.array(z.number()),
        series: z.array(seriesSchema),
        /** Of the project, within the time, the oldest first, up to 500. */
        annotations: z.array(annotationSchema),
      }),
    )
    .errors({ ...notFound, ...storeFailures }),
};

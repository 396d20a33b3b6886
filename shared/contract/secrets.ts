import { oc } from "@orpc/contract";
import { z } from "zod";
import { notFound, secretFailures, storeFailures, targetFailures } from "./failures.ts";
import { projectIdSchema } from "./schemas.ts";

const byProject = z.object({ projectId: projectIdSchema });
const byName = byProject.extend({
  name: z.string().min(1).max(200),
  /** The environment that the value is for, before that of the project; without one it is for all of the project. */
  environment: z.string().max(100).optional(),
});

const unknownEnvironment = { UNKNOWN_ENVIRONMENT: targetFailures.UNKNOWN_ENVIRONMENT } as const;

/** A secret as a window knows it: never its value. */
export const secretSchema = z.object({
  name: z.string(),
  /** Whether there is a value for all of the project. */
  isSet: z.boolean(),
  /** The environments with a value of their own, sorted. */
  setFor: z.array(z.string()),
  /** The stages of the present pipeline that ask for it, in its order; empty when only its value is left. */
  stages: z.array(z.string()),
  /** The environments whose deployments ask for it, in the pipeline's order. */
  environments: z.array(z.string()),
});
/** See {@link secretSchema}. */
export type SecretEntry = z.infer<typeof secretSchema>;

/** The secrets of a project and what keeps them. */
export const secretListSchema = z.object({
  /** Those that the pipeline asks for, in its order, then those that are set and not asked for. */
  secrets: z.array(secretSchema),
  /** Those of the present pipeline, in its order, then those that only values are left of. */
  environments: z.array(z.string()),
  /** What keeps the key that seals them: the system's keychain by its name, or a file. */
  protection: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("keychain"), name: z.string() }),
    z.object({ kind: z.literal("file"), path: z.string() }),
  ]),
});
/** See {@link secretListSchema}. */
export type SecretList = z.infer<typeof secretListSchema>;

/** The secrets of a project. Values travel towards the engine only: nothing here answers one. */
export const secrets = {
  list: oc
    .input(byProject)
    .output(secretListSchema)
    .errors({ ...notFound, ...secretFailures, ...storeFailures }),
  /** Keeps a value, in place of an older one. */
  set: oc.input(byName.extend({ value: z.string() })).errors({ ...notFound, ...unknownEnvironment, ...secretFailures, ...storeFailures }),
  remove: oc.input(byName).errors({ ...notFound, ...secretFailures, ...storeFailures }),
};

import { oc } from "@orpc/contract";
import { z } from "zod";
import { fileFailures, folderFailures, notFound, operateFailures, storeFailures } from "./failures.ts";
import { projectIdSchema, projectSchema, workingTreeSchema } from "./schemas.ts";

const byId = z.object({ projectId: projectIdSchema });

/** A folder as offered by the folder chooser of hosts without a dialog of their own. */
export const folderListingSchema = z.object({
  /** Absolute. */
  path: z.string(),
  /** `null` at the root. */
  parent: z.string().nullable(),
  folders: z.array(z.object({ name: z.string(), path: z.string(), isRepository: z.boolean() })),
  /** Whether there were more than are listed. */
  isTruncated: z.boolean(),
});

/** The folders that the person opened. */
export const projects = {
  /** The open projects, the last opened first; removed ones are not among them. */
  list: oc.output(z.array(projectSchema)).errors(storeFailures),
  /** Adds a folder, or brings back one that was there before; executes nothing from it. */
  open: oc
    .input(z.object({ path: z.string().min(1) }))
    .output(projectSchema)
    .errors({ ...folderFailures, ...storeFailures }),
  /** Copies the sample project to a folder of the person's own and opens it. */
  openSample: oc.output(projectSchema).errors({ ...fileFailures, ...storeFailures }),
  rename: oc
    .input(byId.extend({ name: z.string().trim().min(1).max(100) }))
    .output(projectSchema)
    .errors({ ...notFound, ...storeFailures }),
  /** Tells where a folder went that moved. */
  relocate: oc
    .input(byId.extend({ path: z.string().min(1) }))
    .output(projectSchema)
    .errors({ ...notFound, ...folderFailures, ...storeFailures }),
  /** Takes the project off the list and ends its services. The folder and the history stay; opening it again brings both back. */
  remove: oc.input(byId).errors({ ...notFound, HOST_FAILED: operateFailures.HOST_FAILED, ...storeFailures }),
  /** Remembers the answer to the trust question. */
  trust: oc
    .input(byId.extend({ trusted: z.boolean() }))
    .output(projectSchema)
    .errors({ ...notFound, ...storeFailures }),
  workingTree: oc
    .input(byId)
    .output(workingTreeSchema)
    .errors({ ...notFound, ...storeFailures }),
  /** Folders below `path`, or below the home folder when it is left out. */
  browse: oc
    .input(z.object({ path: z.string().optional() }))
    .output(folderListingSchema)
    .errors(folderFailures),
};

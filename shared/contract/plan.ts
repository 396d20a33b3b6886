import { oc } from "@orpc/contract";
import { z } from "zod";
import { codeFailures, commitHashSchema } from "./code/shared.ts";
import { notFound, startFailures, storeFailures } from "./failures.ts";
import { deploymentIdSchema, incidentIdSchema, projectIdSchema, releaseIdSchema, testIdSchema } from "./schemas.ts";

/*
 * The plan: work items as Markdown files under `.millrace/plan/`. The files are the truth; nothing of the plan is in the
 * history. What git, releases and deployments say moves items on the board without writing into their files.
 */

/** What an item is called by, and stays called by: the name of its file without `.md`. */
export const itemKeySchema = z
  .string()
  .min(1)
  .max(200)
  .refine((key) => !/[/\\\0]/.test(key) && !key.startsWith("."), "expected the name of an item's file without .md");

/** The fields of an item that a person changes. */
export const itemFieldSchema = z.enum(["title", "column", "labels", "estimate", "milestone", "assignee", "description"]);
/** See {@link itemFieldSchema}. */
export type ItemField = z.infer<typeof itemFieldSchema>;

/** What a column waits for: items of columns before it move here by themselves when it happened. */
export const columnRuleSchema = z.discriminatedUnion("when", [
  /** A branch names the item. */
  z.object({ when: z.literal("branch") }),
  /** A commit of the main branch names the item. */
  z.object({ when: z.literal("landed") }),
  /** All commits that name it are in a release. */
  z.object({ when: z.literal("released") }),
  /** All commits that name it serve in an environment; `null` for any. */
  z.object({ when: z.literal("deployed"), environment: z.string().nullable() }),
]);
/** See {@link columnRuleSchema}. */
export type ColumnRule = z.infer<typeof columnRuleSchema>;

/** A column of the board, in the order of the board's file. */
export const planColumnSchema = z.object({
  name: z.string().min(1).max(60),
  rule: columnRuleSchema.nullable(),
  /** Whether items here count as done: for cycle time and throughput. */
  isDone: z.boolean(),
  /** How many items it should hold at most; `null` for any number. */
  limit: z.number().int().min(1).max(10_000).nullable(),
  /** What it was called before: items whose files still say so stand in it. */
  formerly: z.array(z.string().min(1).max(60)).max(20).optional(),
});
/** See {@link planColumnSchema}. */
export type PlanColumn = z.infer<typeof planColumnSchema>;

/** Why an item stands in another column than its file says. */
export const automaticMoveSchema = z.object({
  /** The column of the file. */
  from: z.string(),
  rule: columnRuleSchema,
  /** One sentence: `released in v1.2.0`. */
  text: z.string(),
  at: z.number(),
  commit: commitHashSchema.nullable(),
  releaseId: releaseIdSchema.nullable(),
  deploymentId: deploymentIdSchema.nullable(),
  branch: z.string().nullable(),
});
/** See {@link automaticMoveSchema}. */
export type AutomaticMove = z.infer<typeof automaticMoveSchema>;

/** A field that two people changed differently: what git could not merge. */
export const fieldConflictSchema = z.object({
  /** One of {@link itemFieldSchema}, or a field that Millrace does not know, as it is written in the file. */
  field: z.string(),
  /** Written for a person; lists with commas. `null` when there was none. */
  base: z.string().nullable(),
  ours: z.string(),
  theirs: z.string(),
});
/** See {@link fieldConflictSchema}. */
export type FieldConflict = z.infer<typeof fieldConflictSchema>;

/** A card of the board. */
export const planItemSchema = z.object({
  key: itemKeySchema,
  /** As commits and branches name it, `#12`; `null` for a file written by hand that has none yet. */
  number: z.number().int().nullable(),
  title: z.string(),
  /** Where it stands on the board: by its file, or by `moved`. */
  column: z.string(),
  moved: automaticMoveSchema.nullable(),
  /** Orders items of one column, as text; empty comes last. */
  rank: z.string(),
  labels: z.array(z.string()),
  /** In points, or whatever the team counts. */
  estimate: z.number().nullable(),
  milestone: z.string().nullable(),
  /** `Ada Lovelace <ada@example.org>`, or just a name. */
  assignee: z.string().nullable(),
  createdAt: z.number(),
  /** When its file was changed last by a person in Millrace, or by its time on the disk. */
  changedAt: z.number(),
  comments: z.number().int(),
  /** Commits and branches that name it. */
  commits: z.number().int(),
  branches: z.array(z.string()),
  /** Checkboxes of the description: how many, and how many are ticked. */
  tasks: z.object({ done: z.number().int(), all: z.number().int() }),
  isArchived: z.boolean(),
  conflicts: z.array(fieldConflictSchema),
});
/** See {@link planItemSchema}. */
export type PlanItem = z.infer<typeof planItemSchema>;

/** What an item was made from, so that the same thing is not made an item twice. */
export const itemSourceSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("incident"), incidentId: incidentIdSchema }),
  z.object({ kind: z.literal("test"), testId: testIdSchema }),
  /** A comment in the code: where it was then, and the sum of its words. */
  z.object({ kind: z.literal("comment"), path: z.string(), line: z.number().int(), sum: z.string() }),
]);
/** See {@link itemSourceSchema}. */
export type ItemSource = z.infer<typeof itemSourceSchema>;

/** A comment below an item, part of its file. */
export const itemCommentSchema = z.object({
  id: z.string(),
  author: z.string(),
  at: z.number(),
  /** Markdown, of which nothing is trusted. */
  text: z.string(),
});
/** See {@link itemCommentSchema}. */
export type ItemComment = z.infer<typeof itemCommentSchema>;

/** All of an item. */
export const planItemDetailSchema = z.object({
  item: planItemSchema,
  /** Relative to the project. */
  path: z.string(),
  /** Markdown, of which nothing is trusted. */
  description: z.string(),
  comments: z.array(itemCommentSchema),
  source: itemSourceSchema.nullable(),
  /** The newest first, at most 200. */
  commits: z.array(
    z.object({
      commit: commitHashSchema,
      subject: z.string(),
      author: z.string(),
      at: z.number(),
      /** The first release that holds it; `null` as long as none does. */
      release: z.string().nullable(),
      /** Environments that serve it now. */
      environments: z.array(z.string()),
    }),
  ),
  /** Fields that Millrace does not know; kept as they are. */
  unknownFields: z.array(z.string()),
  /** Stands for the file as it was read: a change is refused when it is another one by now. */
  fingerprint: z.string(),
});
/** See {@link planItemDetailSchema}. */
export type PlanItemDetail = z.infer<typeof planItemDetailSchema>;

/** A file of the plan that cannot be read as one, or not whole. Nothing of it is lost or written over. */
export const planProblemSchema = z.object({ path: z.string(), line: z.number().int(), message: z.string() });
/** See {@link planProblemSchema}. */
export type PlanProblem = z.infer<typeof planProblemSchema>;

/** What is to be mended: two things of one number, or files that git could not merge and Millrace can. */
export const planRepairSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("number"),
    number: z.number().int(),
    /** Keeps the number: it was made first. */
    keeps: itemKeySchema,
    /** Gets another one. */
    changes: itemKeySchema,
    becomes: z.number().int(),
  }),
  z.object({ kind: z.literal("merge"), key: itemKeySchema }),
]);
/** See {@link planRepairSchema}. */
export type PlanRepair = z.infer<typeof planRepairSchema>;

/** The board. */
export const planBoardSchema = z.object({
  /** Whether there is a plan yet: an item or a file of columns. */
  isThere: z.boolean(),
  columns: z.array(planColumnSchema),
  /** In the order of the board: by column, then by rank. Those in the archive are not among them. */
  items: z.array(planItemSchema),
  archived: z.number().int(),
  /** Columns that files name and the board does not have, with how many items: those stand in the first column. */
  strays: z.array(z.object({ column: z.string(), items: z.number().int() })),
  repairs: z.array(planRepairSchema),
  problems: z.array(planProblemSchema),
  /** For the pickers: what is in use, and who has committed lately. */
  labels: z.array(z.string()),
  milestones: z.array(z.string()),
  people: z.array(z.string()),
  /** The one who works here, as git is told; `null` when git is not. */
  me: z.string().nullable(),
  /** Files of the plan that are not committed yet. */
  uncommitted: z.number().int(),
});
/** See {@link planBoardSchema}. */
export type PlanBoard = z.infer<typeof planBoardSchema>;

/** A TODO or FIXME in the code. */
export const codeCommentSchema = z.object({
  kind: z.enum(["TODO", "FIXME"]),
  path: z.string(),
  line: z.number().int(),
  text: z.string(),
  /** The sum of its words and its file: the same wherever the line moves within it. */
  sum: z.string(),
  /** The item that was made of it; `null` without. */
  item: itemKeySchema.nullable(),
});
/** See {@link codeCommentSchema}. */
export type CodeComment = z.infer<typeof codeCommentSchema>;

/** What a person writes of an item. */
const writtenSchema = z.object({
  title: z.string().trim().min(1).max(300),
  column: z.string().max(60),
  labels: z.array(z.string().trim().min(1).max(60)).max(50),
  estimate: z.number().min(0).max(100_000).nullable(),
  milestone: z.string().trim().min(1).max(100).nullable(),
  assignee: z.string().trim().min(1).max(200).nullable(),
  description: z.string().max(200_000),
});
/** See `plan.change`. */
export type ItemChange = { [Field in ItemField]?: z.infer<typeof writtenSchema>[Field] | undefined };

const project = { projectId: projectIdSchema };
const byKey = z.object({ ...project, key: itemKeySchema });
const told = z.object({ hint: z.string() });
const planErrors = {
  ...notFound,
  FOLDER_MISSING: startFailures.FOLDER_MISSING,
  ...storeFailures,
  /** The file is another one by now: read it again. */
  PLAN_STALE: { message: "The item has changed meanwhile.", data: told },
  PLAN_UNWRITABLE: { message: "The item cannot be written.", data: told },
  /** There is no such column, or the item's file cannot be read whole and would lose something. */
  PLAN_REFUSED: { message: "This cannot be done as it stands.", data: told },
} as const;
/** What every change answers: the item as it is now, and how to take it back as long as nobody changed it again. */
const changed = z.object({ key: itemKeySchema, number: z.number().int(), undoId: z.string() });

/** Work items: the files, what git says of them, and what people change. */
export const plan = {
  board: oc.input(z.object(project)).output(planBoardSchema).errors(planErrors),
  /** One item; of the archive as well. */
  get: oc.input(byKey).output(planItemDetailSchema).errors(planErrors),
  /** The item that was made from something; of the archive as well. */
  ofSource: oc
    .input(z.object({ ...project, source: itemSourceSchema }))
    .output(z.object({ item: planItemSchema.nullable() }))
    .errors(planErrors),
  /** Items whose title, description, comments, labels or fields hold all the words, the best first; of the archive as well. */
  search: oc
    .input(z.object({ ...project, text: z.string().max(500), limit: z.number().int().min(1).max(500).default(100) }))
    .output(z.object({ items: z.array(planItemSchema) }))
    .errors(planErrors),
  /** The archive, the newest change first. */
  archive: oc
    .input(z.object(project))
    .output(z.object({ items: z.array(planItemSchema) }))
    .errors(planErrors),
  add: oc
    .input(
      writtenSchema
        .partial()
        .required({ title: true })
        .extend({ ...project, source: itemSourceSchema.optional() }),
    )
    .output(changed)
    .errors(planErrors),
  /** Changes only the fields that are named. With `fingerprint` it is refused when the file is another one by now. */
  change: oc
    .input(byKey.extend({ fields: writtenSchema.partial(), fingerprint: z.string().optional() }))
    .output(changed)
    .errors(planErrors),
  /** Puts an item into a column, before another one of it or at its end. */
  move: oc
    .input(byKey.extend({ column: z.string().min(1).max(60), before: itemKeySchema.nullable().default(null) }))
    .output(changed)
    .errors(planErrors),
  /** Takes an automatic move back: the item stays where its file says until something new happens. */
  undoMove: oc.input(byKey).output(changed).errors(planErrors),
  comment: oc
    .input(byKey.extend({ text: z.string().trim().min(1).max(50_000) }))
    .output(changed)
    .errors(planErrors),
  /** Into the archive, or back out of it. */
  setArchived: oc
    .input(byKey.extend({ isArchived: z.boolean() }))
    .output(changed)
    .errors(planErrors),
  /** Takes the item's file away; `undo` brings it back. */
  remove: oc
    .input(byKey)
    .output(z.object({ undoId: z.string() }))
    .errors(planErrors),
  /** Takes a change back, which can be taken back itself. Refused as `PLAN_STALE` when the file was changed since. */
  undo: oc
    .input(z.object({ ...project, undoId: z.string() }))
    .output(z.object({ key: itemKeySchema, undoId: z.string() }))
    .errors(planErrors),
  /** Chooses a side for a field that two people changed. */
  resolve: oc
    .input(byKey.extend({ field: z.string().min(1).max(200), take: z.enum(["ours", "theirs"]) }))
    .output(changed)
    .errors(planErrors),
  /** Mends what `board.repairs` tells of. */
  mend: oc
    .input(z.object(project))
    .output(z.object({ repairs: z.array(planRepairSchema) }))
    .errors(planErrors),
  /** Writes the columns. Items of a column that is gone stand in the first one until they are moved. */
  setColumns: oc.input(z.object({ ...project, columns: z.array(planColumnSchema).min(1).max(20) })).errors(planErrors),
  /** Makes a branch that names the item, switches to it, and moves the item to where a branch moves it. */
  start: oc
    .input(byKey.extend({ branch: z.string().min(1).max(250).optional() }))
    .output(z.object({ branch: z.string(), undoId: z.string() }))
    .errors({ ...planErrors, ...codeFailures }),
  /** TODO and FIXME in the files that git knows, at most 5,000. */
  codeComments: oc
    .input(z.object(project))
    .output(z.object({ comments: z.array(codeCommentSchema), isCut: z.boolean() }))
    .errors({ ...planErrors, ...codeFailures }),
  /** Commits the plan's files and nothing else. */
  commit: oc
    .input(z.object(project))
    .output(z.object({ commit: commitHashSchema }))
    .errors({ ...planErrors, ...codeFailures }),
};

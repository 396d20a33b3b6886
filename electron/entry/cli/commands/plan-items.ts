import { text as textOf } from "node:stream/consumers";
import type { ItemChange, PlanColumn, PlanItem } from "../../../../shared/contract/plan.ts";
import { withThousands } from "../../../../shared/counts.ts";
import { itemName, personName } from "../../../../shared/plan-look.ts";
import { type Failure, ok, type Result } from "../../../../shared/result.ts";
import { visible, visibleText } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { planBoardLines, planItemLine, planItemLines } from "../plan-lines.ts";
import { failPlan, type PlanPlace, withPlan } from "../plan-place.ts";

const mostFound = 500;
const mostOfDescription = 200_000;
const mostOfComment = 50_000;

/** `millrace plan list [TEXT]`. */
export const executePlanList: Execute = (invocation) =>
  withPlan(invocation, async ({ plan, project }) => {
    const { words, options, isJson, print } = invocation;
    const board = await plan.board({ projectId: project.id });
    if (!board.ok) return fail(board.failure);
    const text = words.join(" ").trim();
    const found = text === "" ? null : await plan.search({ projectId: project.id, text, limit: mostFound });
    if (found?.ok === false) return fail(found.failure);
    const archive = options.archived === true ? await plan.archive({ projectId: project.id }) : null;
    if (archive?.ok === false) return fail(archive.failure);
    const column = options.column === undefined ? null : columnNamed(board.value.columns, String(options.column));
    if (column?.ok === false) return column;
    const keys = found === null ? null : new Set(found.value.items.map(({ key }) => key));
    const shown = (archive?.value.items ?? board.value.items).filter(
      (item) =>
        (keys === null || keys.has(item.key)) &&
        (column === null || item.column === column.value) &&
        isWanted(item, options, board.value.me),
    );
    if (isJson) print(`${JSON.stringify({ ...board.value, items: shown })}\n`);
    else if (archive !== null) print(told(shown.length === 0 ? ["Nothing is in the archive."] : shown.map(planItemLine)));
    else if (!board.value.isThere) print("No plan yet: millrace plan add writes the first item.\n");
    else if (shown.length === 0 && shown.length < board.value.items.length) print("No item of the board is like that.\n");
    else print(told(planBoardLines(board.value, shown)));
    return ok(exitCodes.passed);
  });

/** `millrace plan show ITEM`. */
export const executePlanShow: Execute = (invocation) =>
  withItem(invocation, async ({ plan, project }, { key }) => {
    const detail = await plan.get({ projectId: project.id, key });
    if (!detail.ok) return fail(detail.failure);
    const { isJson, print } = invocation;
    print(isJson ? `${JSON.stringify(detail.value)}\n` : visibleText(`${planItemLines(detail.value, systemClock()).join("\n")}\n`));
    return ok(exitCodes.passed);
  });

/** `millrace plan add TITLE`. */
export const executePlanAdd: Execute = (invocation) =>
  withPlan(invocation, async (place) => {
    const { plan, project } = place;
    const fields = await fieldsOf(invocation, place);
    if (!fields.ok) return fields;
    const title = invocation.words.join(" ").trim();
    if (title === "" || title.length > 300) return failUsage("A title has 1 to 300 characters.");
    const column = await columnOption(place, invocation.options.column);
    if (!column.ok) return column;
    return tell(invocation, place, await plan.add({ projectId: project.id, ...fields.value, column: column.value, title }));
  });

/** `millrace plan edit ITEM`. */
export const executePlanEdit: Execute = (invocation) =>
  withItem(invocation, async (place, { key }) => {
    const fields = await fieldsOf(invocation, place);
    if (!fields.ok) return fields;
    if (Object.keys(fields.value).length === 0) return failUsage("Nothing to change was named.", "See millrace plan edit --help.");
    return tell(invocation, place, await place.plan.change({ projectId: place.project.id, key, fields: fields.value }));
  });

/** `millrace plan move ITEM COLUMN`. */
export const executePlanMove: Execute = (invocation) =>
  withItem(invocation, async (place, { key }) => {
    const column = await columnOption(place, invocation.words[1]);
    if (!column.ok) return column;
    const before = invocation.options.before === undefined ? null : await place.find(String(invocation.options.before));
    if (before?.ok === false) return before;
    const wish = { projectId: place.project.id, key, column: column.value ?? "", before: before?.value.key ?? null };
    return tell(invocation, place, await place.plan.move(wish));
  });

/** `millrace plan comment ITEM TEXT`. */
export const executePlanComment: Execute = (invocation) =>
  withItem(invocation, async (place, { key }) => {
    const said = invocation.words.slice(1).join(" ").trim();
    const text = said === "-" ? (await textOf(process.stdin)).trim() : said;
    if (text.length > mostOfComment) return failUsage(`A comment has at most ${withThousands(mostOfComment)} characters.`);
    if (text === "") return failUsage("A comment needs a text.");
    return tell(invocation, place, await place.plan.comment({ projectId: place.project.id, key, text }));
  });

/** `millrace plan archive ITEM…`. */
export const executePlanArchive: Execute = (invocation) =>
  withPlan(invocation, async (place) => {
    for (const word of invocation.words) {
      const item = await place.find(word);
      if (!item.ok) return item;
      const { key } = item.value;
      const changed = await place.plan.setArchived({ projectId: place.project.id, key, isArchived: invocation.options.back !== true });
      const ended = await tell(invocation, place, changed);
      if (!ended.ok) return ended;
    }
    return ok(exitCodes.passed);
  });

/** `millrace plan remove ITEM…`. */
export const executePlanRemove: Execute = (invocation) =>
  withPlan(invocation, async ({ plan, project, find }) => {
    const { words, isJson, print } = invocation;
    for (const word of words) {
      const item = await find(word);
      if (!item.ok) return item;
      const { key, number, title } = item.value;
      const removed = await plan.remove({ projectId: project.id, key });
      if (!removed.ok) return failPlan(removed.failure);
      print(isJson ? `${JSON.stringify({ key, number })}\n` : told([`Removed ${itemName({ number, title })}.`]));
    }
    return ok(exitCodes.passed);
  });

/** `millrace plan columns`. */
export const executePlanColumns: Execute = (invocation) =>
  withPlan(invocation, async ({ plan, project }) => {
    const board = await plan.board({ projectId: project.id });
    if (!board.ok) return fail(board.failure);
    const { isJson, print } = invocation;
    print(isJson ? `${JSON.stringify({ columns: board.value.columns })}\n` : told(board.value.columns.map(columnLine)));
    return ok(exitCodes.passed);
  });

function columnLine({ name, rule, isDone, limit }: PlanColumn): string {
  const where = rule?.when === "deployed" && rule.environment !== null ? ` to ${rule.environment}` : "";
  const facts = [
    ...(rule === null ? [] : [`when ${rule.when}${where}`]),
    ...(isDone ? ["done"] : []),
    ...(limit === null ? [] : [`at most ${limit}`]),
  ];
  return `${name.padEnd(20)}  ${facts.join(", ")}`.trimEnd();
}

function withItem(
  invocation: Invocation,
  work: (place: PlanPlace, item: PlanItem) => Promise<Result<number, CommandFailure>>,
): Promise<Result<number, CommandFailure>> {
  return withPlan(invocation, async (place) => {
    const item = await place.find(invocation.words[0] ?? "");
    return item.ok ? work(place, item.value) : item;
  });
}

/** Prints an item as it is after a change. */
async function tell(
  { isJson, print }: Invocation,
  { plan, project }: PlanPlace,
  changed: Result<{ readonly key: string; readonly number: number }, Failure>,
): Promise<Result<number, CommandFailure>> {
  if (!changed.ok) return fail(changed.failure);
  const { key } = changed.value;
  const detail = await plan.get({ projectId: project.id, key });
  if (!detail.ok) return fail(detail.failure);
  const { item, path } = detail.value;
  print(
    isJson
      ? `${JSON.stringify({ item, path })}\n`
      : told([`${planItemLine(item)}  ${item.isArchived ? "in the archive" : `in ${item.column}`}`]),
  );
  return ok(exitCodes.passed);
}

async function fieldsOf({ options }: Invocation, { plan, project }: PlanPlace): Promise<Result<ItemChange, CommandFailure>> {
  const fields: ItemChange = {};
  const text = (name: string) => (options[name] === undefined ? undefined : String(options[name]).trim());
  const orNone = (value: string) => (value === "" || value === "none" ? null : value);
  const [title, label, estimate, milestone, assignee, description] = [
    "title",
    "label",
    "estimate",
    "milestone",
    "assignee",
    "description",
  ].map(text);
  if (title !== undefined) {
    if (title === "" || title.length > 300) return failUsage("A title has 1 to 300 characters.");
    fields.title = title;
  }
  if (label !== undefined) {
    fields.labels = [...new Set((orNone(label) ?? "").split(",").flatMap((one) => one.trim() || []))];
    if (fields.labels.length > 50 || fields.labels.some((one) => one.length > 60))
      return failUsage("There are at most 50 labels of 60 characters.");
  }
  if (estimate !== undefined) {
    const value = orNone(estimate);
    if (value !== null && !/^\d{1,5}(?:\.\d{1,3})?$/.test(value)) return failUsage("--estimate takes a number, as in 3 or 0.5, or none.");
    fields.estimate = value === null ? null : Number(value);
  }
  if (milestone !== undefined) fields.milestone = orNone(milestone)?.slice(0, 100) ?? null;
  if (assignee !== undefined) {
    const person = await personMeant(assignee, { plan, project });
    if (!person.ok) return person;
    fields.assignee = person.value;
  }
  if (description !== undefined) {
    fields.description = description === "-" ? (await textOf(process.stdin)).trimEnd() : description;
    if (fields.description.length > mostOfDescription)
      return failUsage(`A description has at most ${withThousands(mostOfDescription)} characters.`);
  }
  return ok(fields);
}

/** A part of a name is enough where git knows one person alone of that name. */
async function personMeant(
  word: string,
  { plan, project }: Pick<PlanPlace, "plan" | "project">,
): Promise<Result<string | null, CommandFailure>> {
  if (word === "" || word === "none") return ok(null);
  const board = await plan.board({ projectId: project.id });
  if (!board.ok) return fail(board.failure);
  const { me, people } = board.value;
  if (word === "me")
    return me === null ? failUsage("Git does not know who you are.", "Set git config user.name, or name somebody.") : ok(me);
  const meant = people.filter((person) => person.toLowerCase().includes(word.toLowerCase()));
  const isOne = new Set(meant.map(personName)).size === 1;
  return ok(isOne ? (meant[0] ?? word) : word.slice(0, 200));
}

async function columnOption({ plan, project }: PlanPlace, word: unknown): Promise<Result<string | undefined, CommandFailure>> {
  if (word === undefined) return ok(undefined);
  const board = await plan.board({ projectId: project.id });
  return board.ok ? columnNamed(board.value.columns, String(word)) : fail(board.failure);
}

/** Columns are typed without regard to capitals. */
function columnNamed(columns: readonly PlanColumn[], word: string): Result<string, CommandFailure> {
  const found = columns.find(({ name }) => name === word) ?? columns.find(({ name }) => name.toLowerCase() === word.toLowerCase());
  if (found !== undefined) return ok(found.name);
  return failUsage(`There is no column ${JSON.stringify(word)}.`, `There are ${columns.map(({ name }) => name).join(", ")}.`);
}

function isWanted({ labels, milestone, assignee }: PlanItem, options: Invocation["options"], me: string | null): boolean {
  if (options.label !== undefined && !labels.includes(String(options.label))) return false;
  if (options.milestone !== undefined && milestone !== String(options.milestone)) return false;
  if (options.assignee === undefined) return true;
  const wanted = options.assignee === "me" ? me : String(options.assignee);
  return wanted !== null && (assignee ?? "").toLowerCase().includes(wanted.toLowerCase());
}

function told(lines: readonly string[]): string {
  return `${lines.map(visible).join("\n").trimEnd()}\n`;
}

import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type YAMLMap, type YAMLSeq } from "yaml";
import type { ColumnRule, PlanColumn } from "../../../shared/contract/plan.ts";
import { err, ok, type Result } from "../../../shared/result.ts";
import type { TextFault } from "./layout.ts";

/** The file of the board, in the folder of the plan. */
export const boardFileName = "board.yml";

/** The board as long as nobody wrote another one. */
export const usualColumns: readonly PlanColumn[] = [
  { name: "Backlog", rule: null, isDone: false, limit: null },
  { name: "Next", rule: null, isDone: false, limit: null },
  { name: "Doing", rule: { when: "branch" }, isDone: false, limit: null },
  { name: "Done", rule: { when: "landed" }, isDone: true, limit: null },
  { name: "Released", rule: { when: "released" }, isDone: true, limit: null },
];

const mostColumns = 20;
const mostCharacters = 64 * 1024;
const mostNameCharacters = 60;
const knownKeys = ["name", "when", "environment", "done", "limit", "formerly"];

/** Where a column stands that a file names: by its name, whatever its case, or by a former one; -1 when there is none. */
export function placeOfColumn(columns: readonly PlanColumn[], name: string): number {
  const exact = columns.findIndex((column) => column.name === name);
  if (exact !== -1) return exact;
  const lower = name.toLowerCase();
  const similar = columns.findIndex((column) => column.name.toLowerCase() === lower);
  return similar !== -1 ? similar : columns.findIndex(({ formerly = [] }) => formerly.some((one) => one.toLowerCase() === lower));
}

/** Reads the board's file. Fails with the first thing in it that is none. */
export function readColumns(text: string): Result<PlanColumn[], TextFault> {
  const read = readBoard(text);
  return read.ok ? ok(read.value.columns) : read;
}

/** The text of the board's file with these columns. What else stands in it, and comments, are kept. `text` is `null` for a new file. */
export function writeColumns(text: string | null, columns: readonly PlanColumn[]): Result<string, TextFault> {
  const read = readBoard(text ?? "columns: []\n");
  if (!read.ok) return read;
  const { document, list, rows } = read.value;
  const former = new Map(read.value.columns.map(({ name }, index) => [name, rows[index]]));
  list.flow = false;
  list.items = columns.map((column) => {
    const known = [column.name, ...(column.formerly ?? []).toReversed()].find((name) => former.has(name)) ?? "";
    const row = former.get(known) ?? document.createNode({});
    former.delete(known);
    row.flow = false;
    for (const [key, value] of Object.entries(fieldsOf(column))) {
      if (value === null) row.delete(key);
      else if (Array.isArray(value)) row.set(key, document.createNode(value, { flow: true }));
      else if (row.get(key) !== value) row.set(key, value);
    }
    return row;
  });
  return ok(document.toString({ lineWidth: 0 }));
}

function fieldsOf({ name, rule, isDone, limit, formerly = [] }: PlanColumn) {
  return {
    ...{ name, when: rule?.when ?? null, environment: rule?.when === "deployed" ? rule.environment : null },
    ...{ done: isDone ? true : null, limit, formerly: formerly.length === 0 ? null : [...formerly] },
  };
}

function readBoard(text: string) {
  if (text.length > mostCharacters) return err({ line: 1, message: `${boardFileName} is too long to be read` });
  const lines = new LineCounter();
  const fault = (node: unknown, message: string) => {
    const at = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? (node.range?.[0] ?? 0) : 0;
    return err({ line: Math.max(1, lines.linePos(at).line), message });
  };
  let document: ReturnType<typeof parseDocument>;
  try {
    document = parseDocument(text.replace(/^\ufeff/, ""), { schema: "core", merge: false, prettyErrors: false, lineCounter: lines });
  } catch {
    return err({ line: 1, message: "this is nested deeper than a board goes" });
  }
  const slip = document.errors[0];
  if (slip !== undefined)
    return err({ line: lines.linePos(slip.pos[0]).line, message: `this is no YAML: ${slip.message.replace(/\.$/, "")}` });
  const alias = aliasIn(document);
  if (alias !== null) return fault(alias, "aliases are not read in a board");
  const list = isMap(document.contents) ? document.contents.get("columns", true) : null;
  if (!isSeq(list)) return fault(list ?? document.contents, "expected `columns`, a list with a `name` each");
  if (list.items.length > mostColumns) return fault(list, `there are more than ${mostColumns} columns`);
  const columns: PlanColumn[] = [];
  const rows: YAMLMap[] = [];
  for (const row of list.items) {
    const read = readColumn(row, columns);
    if (typeof read === "string") return fault(row, read);
    columns.push(read);
    rows.push(isMap(row) ? row : document.createNode({ name: read.name }));
  }
  return ok({ document, list: list as YAMLSeq, rows, columns });
}

function aliasIn(document: ReturnType<typeof parseDocument>): unknown {
  let found: unknown = null;
  visit(document, {
    Alias: (_, node) => {
      found = node;
      return visit.BREAK;
    },
  });
  return found;
}

/** A column, or what is wrong with it. A name alone is a column, too. */
function readColumn(row: unknown, before: readonly PlanColumn[]): PlanColumn | string {
  const values = isScalar(row) ? { name: row.value } : isMap(row) ? scalarsOf(row) : null;
  if (values === null) return "expected a column, as in `- name: Doing`";
  const unknown = Object.keys(values).find((key) => !knownKeys.includes(key));
  if (unknown !== undefined) return `\`${unknown}\` is no part of a column: there is ${knownKeys.join(", ")}`;
  const name = values.name === undefined || values.name === null ? "" : String(values.name).trim();
  if (name === "" || name.length > mostNameCharacters) return `a column's \`name\` has 1 to ${mostNameCharacters} characters`;
  if (before.some((column) => column.name === name)) return `the column ${name} stands here a second time`;
  const rule = ruleOf(values);
  if (typeof rule === "string") return rule;
  const { done = false, limit = null } = values;
  if (typeof done !== "boolean") return "expected true or false as `done`";
  if (limit !== null && !(typeof limit === "number" && Number.isInteger(limit) && limit >= 1 && limit <= 10_000)) {
    return "expected a whole number from 1 to 10000 as `limit`";
  }
  const formerly = namesOf(values.formerly ?? null);
  if (formerly === null) return "expected a list of names as `formerly`, as in [Doing]";
  return { name, rule, isDone: done, limit, ...(formerly.length === 0 ? {} : { formerly }) };
}

function namesOf(value: unknown): string[] | null {
  if (value === null) return [];
  const all = isSeq(value) ? value.items.map((item) => (isScalar(item) ? item.value : null)) : [value];
  const names = all.flatMap((name) => (name === null || typeof name === "object" ? [] : [String(name).trim()]));
  const areNames = names.length === all.length && names.every((name) => name !== "" && name.length <= mostNameCharacters);
  return areNames && names.length <= mostColumns ? names : null;
}

function ruleOf({ when = null, environment = null }: Readonly<Record<string, unknown>>): ColumnRule | null | string {
  if (when !== "deployed" && environment !== null) return "`environment` goes with `when: deployed` alone";
  switch (when) {
    case null:
      return null;
    case "branch":
    case "landed":
    case "released":
      return { when };
    case "deployed":
      return environment === null || typeof environment === "string" ? { when, environment } : "expected the name of an environment";
    default:
      return "expected one of branch, landed, released, deployed as `when`";
  }
}

function scalarsOf(row: YAMLMap): Record<string, unknown> | null {
  const entries = row.items.map(
    ({ key, value }) => [String(isScalar(key) ? key.value : ""), isScalar(value) ? value.value : value] as const,
  );
  return Object.fromEntries(entries);
}

/** What a cell of a table can hold. */
export type Cell = string | number | boolean | null;

/** One column of a table that is written as a file. */
export interface TableColumn<Row> {
  /** Its heading in CSV and its key in JSON; with its unit, as in `durationMs`. */
  readonly name: string;
  /** `null` where nothing is known: an empty cell. */
  readonly cellOf: (row: Row) => Cell;
}

/** Columns in the order of their names: `tableColumns<Run>({ number: (run) => run.number })`. */
export function tableColumns<Row>(cells: Readonly<Record<string, TableColumn<Row>["cellOf"]>>): readonly TableColumn<Row>[] {
  return Object.entries(cells).map(([name, cellOf]) => ({ name, cellOf }));
}

// A table program would run a text that begins so as a formula.
const looksLikeFormula = /^[=+@\t\r-]/;

/**
 * One record of CSV with its line end, by RFC 4180. A text that a table program would run as a formula gets an apostrophe
 * before it, as OWASP advises against CSV injection; numbers stay as they are.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(quoted).join(",")}\r\n`;
}

/** A whole table as CSV, its head first. */
export function csvTable<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): string {
  return [columns.map(({ name }) => name), ...rows.map((row) => columns.map(({ cellOf }) => cellOf(row)))].map(csvLine).join("");
}

function quoted(cell: Cell): string {
  if (cell === null) return "";
  const text = typeof cell === "string" && looksLikeFormula.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A moment, epoch milliseconds, as it stands in a file: in UTC, by ISO 8601. */
export function momentCell(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

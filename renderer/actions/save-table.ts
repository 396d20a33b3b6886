import { countOf } from "../../shared/counts.ts";
import { csvLine, type TableColumn } from "../../shared/csv.ts";
import { err, type Failure, failure, ok, type Result } from "../../shared/result.ts";
import { closeToast, showFailure, showToast } from "../state/toasts.ts";
import { openSink, type TextSink } from "./save-file.ts";

/** What a table is saved as: for table programs, or for scripts. */
export type TableFormat = "csv" | "json";

/** A table that can be saved. */
export interface SavedTable<Row> {
  /** What the file is called by, before the day: `runs of shop`. */
  readonly name: string;
  readonly columns: readonly TableColumn<Row>[];
  /** All its rows, also those that are not loaded, page by page. */
  readonly pages: (signal: AbortSignal) => AsyncIterable<Result<readonly Row[], Failure>>;
}

// Who waits longer than this is told, and may stop it.
const patienceMs = 500;

/** Saves all rows of a table as a file that the person chooses; only one page is in memory at a time. */
export async function saveTable<Row>(format: TableFormat, table: SavedTable<Row>): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const stem = table.name.replace(/[^\w.-]+/g, "-").replace(/^-+|-+$/g, "");
  const type = format === "csv" ? "text/csv;charset=utf-8" : "application/json";
  const sink = await openSink(`${stem}-${day}.${format}`, type);
  if (!sink.ok) {
    showFailure(sink.failure);
    return;
  }
  const stop = new AbortController();
  let waiting = 0;
  const timer = setTimeout(() => {
    waiting = showToast({ message: `Saving ${table.name} …`, action: { label: "Cancel", perform: () => stop.abort() } });
  }, patienceMs);
  const saved = await writeTable(format, table, sink.value, stop.signal);
  clearTimeout(timer);
  closeToast(waiting);
  if (saved.ok) showToast({ message: `Saved ${countOf(saved.value, "row")}.` });
  else showFailure(saved.failure);
}

/** Writes the rows, and answers how many there were; what fails or is stopped half-way leaves no file. */
export async function writeTable<Row>(
  format: TableFormat,
  { columns, pages }: SavedTable<Row>,
  sink: TextSink,
  signal: AbortSignal,
): Promise<Result<number, Failure>> {
  const lineOf = (row: Row) =>
    format === "csv"
      ? csvLine(columns.map(({ cellOf }) => cellOf(row)))
      : JSON.stringify(Object.fromEntries(columns.map(({ name, cellOf }) => [name, cellOf(row)])));
  let rows = 0;
  await sink.write(format === "csv" ? csvLine(columns.map(({ name }) => name)) : "[");
  for await (const page of pages(signal)) {
    if (!page.ok || signal.aborted) {
      await sink.abort();
      return page.ok || signal.aborted ? err(failure("ABORTED", "Nothing was saved.")) : page;
    }
    const lines = page.value.map(lineOf);
    if (format === "csv") await sink.write(lines.join(""));
    else if (lines.length > 0) await sink.write(`${rows === 0 ? "" : ","}\n${lines.join(",\n")}`);
    rows += page.value.length;
  }
  if (format === "json") await sink.write("\n]\n");
  await sink.close();
  return ok(rows);
}

/** The pages of a list that says where it goes on; `read` is asked with that place, and first with `null`. */
export async function* pagesOf<Row, Place>(
  read: (after: Place | null) => Promise<Result<{ readonly rows: readonly Row[]; readonly next: Place | null }, Failure>>,
  signal: AbortSignal,
): AsyncGenerator<Result<readonly Row[], Failure>> {
  let after: Place | null = null;
  do {
    const page: Result<{ readonly rows: readonly Row[]; readonly next: Place | null }, Failure> = await read(after);
    yield page.ok ? ok(page.value.rows) : page;
    if (!page.ok || signal.aborted) return;
    after = page.value.next;
  } while (after !== null);
}

/** The rows of all pages, for tables that need them together. */
export async function gathered<Row>(pages: AsyncIterable<Result<readonly Row[], Failure>>): Promise<Result<readonly Row[], Failure>> {
  const rows: Row[] = [];
  for await (const page of pages) {
    if (!page.ok) return page;
    rows.push(...page.value);
  }
  return ok(rows);
}

/** Rows that are all here. */
export async function* onePage<Row>(rows: readonly Row[]): AsyncGenerator<Result<readonly Row[], Failure>> {
  yield ok(rows);
}

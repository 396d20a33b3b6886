import { expect, test } from "vitest";
import { err, type Failure, failure, ok, type Result } from "../../shared/result.ts";
import type { TextSink } from "./save-file.ts";
import { onePage, pagesOf, type SavedTable, type TableFormat, writeTable } from "./save-table.ts";

interface Stage {
  readonly name: string;
  readonly durationMs: number | null;
}

/** What is written, and what became of the file. */
class Paper implements TextSink {
  text = "";
  end: "open" | "closed" | "gone" = "open";
  async write(text: string): Promise<void> {
    this.text += text;
  }
  async close(): Promise<void> {
    this.end = "closed";
  }
  async abort(): Promise<void> {
    this.end = "gone";
  }
}

function stages(pages: SavedTable<Stage>["pages"]): SavedTable<Stage> {
  return {
    ...{ name: "stages", pages },
    columns: [
      { name: "name", cellOf: ({ name }) => name },
      { name: "durationMs", cellOf: ({ durationMs }) => durationMs },
    ],
  };
}

async function written(format: TableFormat, table: SavedTable<Stage>, signal = new AbortController().signal) {
  const paper = new Paper();
  const end = await writeTable(format, table, paper, signal);
  return { end, ...{ text: paper.text, file: paper.end } };
}

const rows = [
  { name: 'unit, "fast"', durationMs: 12 },
  { name: "lint", durationMs: null },
];

test("all pages of a table come into one file, under its headings", async () => {
  const list = stages((signal) => pagesOf(async (after: number | null) => readAt(after ?? 0), signal));
  const { end, text, file } = await written("csv", list);
  expect(end).toEqual(ok(2));
  expect(text).toBe('name,durationMs\r\n"unit, ""fast""",12\r\nlint,\r\n');
  expect(file).toBe("closed");
});

test("JSON is one array, also of no rows and of many pages", async () => {
  const list = stages((signal) => pagesOf(async (after: number | null) => readAt(after ?? 0), signal));
  expect(JSON.parse((await written("json", list)).text)).toEqual(rows);
  expect(
    JSON.parse(
      (
        await written(
          "json",
          stages(() => onePage([])),
        )
      ).text,
    ),
  ).toEqual([]);
});

test("what fails half-way, or is stopped, leaves no file", async () => {
  const broken = failure("STORE_UNAVAILABLE", "The history cannot be read.");
  const failing = stages((signal) => pagesOf(async (after: number | null) => (after === null ? readAt(0) : err(broken)), signal));
  expect(await written("csv", failing)).toMatchObject({ end: err(broken), file: "gone" });
  const stopped = AbortSignal.abort();
  expect(
    await written(
      "csv",
      stages((signal) => pagesOf(async () => readAt(0), signal)),
      stopped,
    ),
  ).toMatchObject({
    end: { ok: false },
    file: "gone",
  });
});

function readAt(place: number): Result<{ rows: readonly Stage[]; next: number | null }, Failure> {
  return ok({ rows: rows.slice(place, place + 1), next: place + 1 < rows.length ? place + 1 : null });
}

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine, momentCell, tableColumns } from "./csv.ts";

test("cells with commas, quotes and line ends are quoted, and what is not known is empty", () => {
  expect(csvLine(["a,b", 'say "no"', "two\nlines", null, 1.5, true])).toBe('"a,b","say ""no""","two\nlines",,1.5,true\r\n');
});

test("a text that a table program would run as a formula is kept from it, and a number is not touched", () => {
  expect(csvLine(["=1+1", "@SUM(A1)", "-rf", -3, "\tx"])).toBe("'=1+1,'@SUM(A1),'-rf,-3,'\tx\r\n");
});

test("a reader of RFC 4180 finds the cells again", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\r", "\n", "é", " ") });
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
      const safe = cells.map((text) => (text.startsWith("\r") ? `'${text}` : text));
      expect(read(csvLine(cells))).toEqual(safe);
    }),
  );
});

test("columns keep the order in which they are named", () => {
  const columns = tableColumns<{ path: string; bytes: number }>({ path: ({ path }) => path, bytes: ({ bytes }) => bytes });
  expect(columns.map(({ name, cellOf }) => [name, cellOf({ path: "a.txt", bytes: 6 })])).toEqual([
    ["path", "a.txt"],
    ["bytes", 6],
  ]);
});

test("moments are in UTC", () => {
  expect(momentCell(0)).toBe("1970-01-01T00:00:00.000Z");
  expect(momentCell(null)).toBeNull();
});

/** The grammar of RFC 4180, section 2, for one record. */
function read(line: string): string[] {
  const cells: string[] = [];
  let rest = line;
  for (;;) {
    const found = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest);
    if (found === null) throw new Error(`no record: ${JSON.stringify(rest)}`);
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    rest = rest.slice(found[0].length);
    if (found[3] !== ",") return cells;
  }
}

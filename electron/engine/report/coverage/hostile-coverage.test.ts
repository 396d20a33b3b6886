import { expect, test } from "vitest";
import { coverageInShort, readCoverage } from "../../../../e2e/fixtures/read-coverage.ts";

async function told(text: string) {
  const { files, outcome } = await readCoverage(text);
  const problems = outcome.ok
    ? outcome.value.problems.map(({ code, line, message }) => `${line} ${code}: ${message}`)
    : [outcome.failure.code];
  return { files: files.map(coverageInShort), problems };
}

test("entities are refused, a plain document type is read past without loading anything", async () => {
  expect(await told(`<!DOCTYPE report [<!ENTITY f SYSTEM "file:///etc/passwd">]><report name="&f;"/>`)).toEqual({
    files: [],
    problems: ["report-refused"],
  });
  const jacoco = `<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "http://127.0.0.1:1/report.dtd"><report name="x"><package name="a"><sourcefile name="B.java"><line nr="3" mi="1" ci="2" mb="1" cb="1"/></sourcefile></package></report>`;
  expect(await told(jacoco)).toEqual({ files: ["a/B.java 3 partly; 1/2 branches, 0/0 functions"], problems: [] });
});

test("lcov: what cannot be is said with its line, and the rest counts", async () => {
  const report = [
    "TN:x",
    "DA:1,1",
    "SF:C:\\work\\a.c",
    "FN:1,9,f",
    "FN:3,g<int, 2>",
    "FNL:0,5,7",
    "FNA:0,2,alias",
    "FNDA:2,f",
    "FNDA:0,g<int, 2>",
    "FNDA:1,unknown",
    "DA:1,18446744073709551615",
    "DA:2,-3",
    "DA:3,1e+20,checksum",
    "DA:99999999999,1",
    "DA:x",
    "BRDA:1,e0,0,-",
    "BRDA:1,0,a && b,7",
    "BRDA:1,0,a && b,0",
    "MCDC:1,2,t,0,0,a",
    "what is this",
    "SF:b.c",
    "DA:1,0",
  ].join("\r\n");
  expect(await told(report)).toEqual({
    files: ["C:\\work\\a.c 1 covered, 2 missed, 3 covered; 1/2 branches, 2/3 functions", "b.c 1 missed; 0/0 branches, 0/0 functions"],
    problems: [
      "2 damaged: This line stands outside of the record of a file.",
      "10 damaged: This line is none of lcov's.",
      "12 damaged: A line was reached less than zero times.",
      "14 limit: There is no line 99999999999 in a file.",
      "15 damaged: This line is none of lcov's.",
      "20 damaged: This line is none of lcov's.",
      "21 damaged: The record before this one has no end.",
      "22 cut-off: The report ends inside the record of a file.",
    ],
  });
});

test("Go: blocks become lines; on the border of two the line is partly covered, and no length of a block costs more", async () => {
  const report =
    "mode: set\na.go:1.10,4.5 2 1\na.go:4.5,6.2 1 0\na.go:9.1,9000000.2 1 1\na.go:1.1,99999999.1 1 1\na.go:5.1,3.1 1 1\nnonsense\n";
  expect(await told(report)).toEqual({
    files: ["a.go 1-3 covered, 4 partly, 5-6 missed, 9-9000000 covered; 0/0 branches, 0/0 functions"],
    problems: [
      "5 damaged: This block has no place in a file.",
      "6 damaged: This block has no place in a file.",
      "7 damaged: This line is no block of Go's coverage.",
    ],
  });
});

test("Clover: conditions of istanbul and of Clover itself count their branches each in their own way", async () => {
  const clover = (project: string) =>
    `<coverage generated="1"><project name="${project}"><file name="a.js"><line num="2" type="cond" count="1" truecount="3" falsecount="1"/></file></project><testproject><file name="t.js"><line num="1" type="stmt" count="1"/></file></testproject></coverage>`;
  expect(await told(clover("All files"))).toEqual({ files: ["a.js 2 covered; 3/4 branches, 0/0 functions"], problems: [] });
  expect(await told(clover("shop"))).toEqual({ files: ["a.js 2 covered; 2/2 branches, 0/0 functions"], problems: [] });
});

test("Cobertura: classes of one file are told as one, and counts beyond all measure are bounded", async () => {
  const line = (number: string, conditions = "") => `<line number="${number}" hits="1" condition-coverage="${conditions}"/>`;
  const report = `<coverage><sources><source>/x</source></sources><packages><package><classes><class filename="a.cs"><methods><method><lines>${line("1")}</lines></method></methods></class><class filename="a.cs"><lines>${line("2", "50% (1/2)")}${line("3", "0% (0/999999999)")}${line("none")}${line("-1")}</lines></class></classes></package></packages></coverage>`;
  expect(await told(report)).toEqual({
    files: ["a.cs 1-3 covered; 1/1002 branches, 1/1 functions"],
    problems: [
      expect.stringContaining("damaged: A line has no number or no hits."),
      expect.stringContaining("damaged: There is no line -1 in a file."),
      expect.stringContaining("limit: a.cs has more branches or functions than any honest file."),
    ],
  });
});

test.each([
  ["something else", "<html><body/></html>", "report-unknown"],
  ["coverage of an unknown kind", "<coverage><other/></coverage>", "report-unknown"],
  ["nothing", " \n", "report-empty"],
  ["a text", "hello", "report-unknown"],
  ["JSON of another kind", '{"a": 1}', "report-unknown"],
])("%s is named as such", async (_, text, code) => {
  expect(await told(text)).toEqual({ files: [], problems: [code] });
});

test("istanbul: a fault ends the reading with the files before it", async () => {
  const file = (name: string) =>
    `"${name}":{"path":"${name}","statementMap":{"0":{"start":{"line":1}}},"s":{"0":1},"fnMap":{},"f":{},"branchMap":{},"b":{}}`;
  expect(await told(`{${file("a.js")},${file("b.js")},oops}`)).toEqual({
    files: ["a.js 1 covered; 0/0 branches, 0/0 functions", "b.js 1 covered; 0/0 branches, 0/0 functions"],
    problems: [expect.stringContaining("damaged: This is no JSON: oops is no value.")],
  });
  expect(await told(`{${file("a.js")},"b.js":{"path"`)).toEqual({
    files: ["a.js 1 covered; 0/0 branches, 0/0 functions"],
    problems: [expect.stringContaining("cut-off: The report ends inside its JSON.")],
  });
  expect(await told(`{${file("a.js")},"deep":${"[".repeat(1_000)}`)).toMatchObject({
    problems: [expect.stringContaining("limit: Values are nested more than 200 deep.")],
  });
});

test("one record without end is bounded", async () => {
  async function* endless() {
    yield Buffer.from("SF:a.c\n");
    for (let piece = 0; piece < 300; piece += 1)
      yield Buffer.from(
        Array.from({ length: 5_000 }, (_, at) => `BRDA:${piece * 5_000 + at + 1},0,0,1\nFN:1,f${piece * 5_000 + at}\n`).join(""),
      );
  }
  const { files, outcome } = await readCoverage(endless());
  expect(files[0]?.branches.total.count).toBe(500_000);
  expect(outcome).toMatchObject({ ok: true, value: { isWhole: false } });
});

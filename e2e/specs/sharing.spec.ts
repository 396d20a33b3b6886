import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";
import { RunPage } from "../pages/run-page.ts";
import { Runs } from "../pages/runs.ts";

const hostile = "<script>window.hacked = 1</script><img src=http://127.0.0.1:1/x onerror=alert(1)></pre></style>";

test("a run is saved as a page that needs nothing, runs nothing and asks nobody, in both themes", async ({
  makeProject,
  start,
  scratch,
}) => {
  const files = {
    "shout.sh": `printf '%s\\n' '${hostile}'; echo 'src/wheel.js:4:17: error: no water'; exit 1\n`,
    "millrace.yml": pipelineFile({ unit: { phase: "test", run: "sh shout.sh" } }),
  };
  const { page } = await start({ project: makeProject("shop", { files }) });
  const board = new Board(page);
  await board.run("unit");
  await new AppWindow(page).trust();
  await expect(board.card("unit")).toContainText(/failed/i);
  await new AppWindow(page).goTo("Runs");
  await new Runs(page).open(1);
  await new AppWindow(page).downloadFiles();

  const path = `${scratch}/page.html`;
  const download = page.waitForEvent("download");
  await new RunPage(page).saveAsPage();
  await (await download).saveAs(path);
  expect(readFileSync(path, "utf8")).toContain("window.hacked");

  const reader = await page.context().newPage();
  const asked: string[] = [];
  reader.on("request", (request) => asked.push(request.url()));
  reader.on("dialog", (dialog) => asked.push(dialog.message()));
  const complaints: string[] = [];
  reader.on("console", (message) => complaints.push(message.text()));
  await reader.goto(pathToFileURL(path).href);
  for (const colorScheme of ["light", "dark"] as const) {
    await reader.emulateMedia({ colorScheme });
    await expect(reader.getByRole("heading", { name: "Failed Run 1" })).toBeVisible();
    await expect(reader.getByText(hostile)).toBeVisible();
    await expect(reader.getByText("src/wheel.js:4:17: error: no water")).toBeVisible();
  }
  expect(await reader.evaluate("globalThis.hacked")).toBeUndefined();
  expect(asked).toEqual([pathToFileURL(path).href]);
  expect(complaints).toEqual([]);
});

test("all rows of the runs are saved as CSV and as JSON", async ({ makeProject, start, scratch }) => {
  const files = { "millrace.yml": pipelineFile({ unit: { phase: "test", run: "true" } }) };
  const { page } = await start({ project: makeProject("shop", { files }) });
  const board = new Board(page);
  await board.run("unit");
  await new AppWindow(page).trust();
  await expect(board.card("unit")).toContainText(/passed/i);
  const runs = new Runs(page);
  await new AppWindow(page).goTo("Runs");
  await new AppWindow(page).downloadFiles();

  for (const format of ["CSV", "JSON"] as const) {
    const download = page.waitForEvent("download");
    await runs.saveAs(format);
    await (await download).saveAs(`${scratch}/runs`);
    const text = readFileSync(`${scratch}/runs`, "utf8");
    if (format === "CSV") expect(text).toMatch(/^id,number,status,.*\r\nr1,1,passed,/);
    else expect(JSON.parse(text)).toMatchObject([{ id: "r1", number: 1, status: "passed" }]);
  }
});

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { faultsOf } from "../fixtures/accessibility.ts";
import { runCommand } from "../fixtures/command-line.ts";
import { pipelineFile } from "../fixtures/project.ts";
import { seedPast } from "../fixtures/seed.ts";
import { expect, test } from "../fixtures/test.ts";
import { breakTests, testedFiles } from "../fixtures/tested-project.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";
import { RunPage } from "../pages/run-page.ts";
import { Runs } from "../pages/runs.ts";
import { Tests } from "../pages/tests.ts";

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

/** More than an answer of the engine holds. */
const seededRuns = 620;

test("all rows are saved as CSV and as JSON, those that no page has loaded as well", async ({ makeProject, home, start }) => {
  const files = { "millrace.yml": pipelineFile({ unit: { phase: "test", run: "true" } }) };
  seedPast(home, { projectPath: makeProject("shop", { files }), projectName: "shop", runs: seededRuns, days: 60 });
  const { page } = await start();
  const window = new AppWindow(page);
  await window.downloadFiles();

  await window.goTo("Runs");
  await expect(new Runs(page).link(seededRuns)).toBeVisible();
  const [head = "", ...lines] = (await window.save("the runs", "CSV")).trimEnd().split("\r\n");
  expect(head).toMatch(/^id,number,status,/);
  expect(lines).toHaveLength(seededRuns);
  const rows = JSON.parse(await window.save("the runs", "JSON"));
  expect(rows.map(({ number }: { number: number }) => number)).toEqual(
    Array.from({ length: seededRuns }, (_, index) => seededRuns - index),
  );

  await window.goTo("Insights");
  const stages = JSON.parse(await window.save("the slowest stages", "JSON"));
  expect(stages[0]).toMatchObject({ name: expect.any(String), medianMs: expect.any(Number), p90Ms: expect.any(Number) });
  const days = await window.save("Duration of a run", "CSV");
  expect(days).toMatch(/^day,passed,failed,other,measured,medianMs,p90Ms\r\n20\d\d-\d\d-\d\d,\d/);
});

test("a table is saved with the keyboard alone, as the filter leaves it", async ({ makeProject, home, start }) => {
  const project = makeProject("shop", { files: testedFiles });
  breakTests(project, "coupon");
  await runCommand(home, "run", "--project", project);
  const { page } = await start({ project });
  const window = new AppWindow(page);
  await window.goTo("Tests");
  await window.downloadFiles();
  await expect(new Tests(page).rows).toHaveCount(1);
  expect(await faultsOf(page)).toEqual([]);

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save the tests as a file" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "CSV" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const saved = JSON.parse(readFileSync(await (await download).path(), "utf8"));
  expect(saved).toMatchObject([{ stage: "unit", name: "uses each coupon once", status: "failed", standing: "new-failure", run: 1 }]);
  await expect(page.getByRole("button", { name: "Save the tests as a file" })).toBeFocused();
});

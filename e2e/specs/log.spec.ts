import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright/test";
import { runCommand } from "../fixtures/command-line.ts";
import { program } from "../fixtures/programs.ts";
import { pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Board } from "../pages/board.ts";
import { Log } from "../pages/log.ts";
import { RunPage } from "../pages/run-page.ts";
import { Runs } from "../pages/runs.ts";

function colourOf(text: Locator): Promise<string> {
  return text.evaluate((element) => getComputedStyle(element).color);
}

test("a log has the terminal's colours and styles, and its places in files are links", async ({ makeProject, start, home }) => {
  const stages = {
    paint: { phase: "build", run: program("print-colours") },
    compile: { phase: "test", run: program("print-errors") },
  };
  const folder = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
  await runCommand(home, "run", "--project", folder);
  const { page } = await start({ project: folder });
  await new Board(page).open("paint");
  const { region } = new Log(page);

  const [red, green] = [region.getByText("colour 31", { exact: true }), region.getByText("colour 32", { exact: true })];
  await expect(red).toBeVisible();
  expect(await colourOf(red)).not.toBe(await colourOf(green));
  await new Log(page).lines.focus();
  await page.keyboard.press("End");
  await expect(region.getByText("bold", { exact: true })).toHaveCSS("font-weight", /[6-9]00/);
  await expect(new Log(page).line(15)).toHaveText("a link");
  await expect(region).not.toContainText("[0m");
  await new Board(page).open("compile");
  await expect(region.getByRole("link", { name: "src/main.ts:12:5" })).toBeVisible();
});

test("a search counts, and leads from match to match in both directions", async ({ makeProject, start, home }) => {
  const stages = { count: { phase: "build", run: program("write-many-lines", 5_000) } };
  const folder = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
  await runCommand(home, "run", "--json", "--project", folder);
  const { page } = await start({ project: folder });
  await new Board(page).open("count");
  const log = new Log(page);

  await expect(log.line(1)).toHaveText("line 1");
  await log.lines.focus();
  await page.keyboard.press("/");
  await expect(log.searchField).toBeFocused();
  await log.searchField.fill("999");
  await expect(log.matchCount).toHaveText("1 of 5");
  await expect(log.line(999).locator("mark")).toBeInViewport();
  await log.region.getByRole("button", { name: "Next match" }).click();
  await expect(log.matchCount).toHaveText("2 of 5");
  await expect(log.line(1_999).locator("mark")).toBeInViewport();
  await log.region.getByRole("button", { name: "Previous match" }).click();
  await log.region.getByRole("button", { name: "Previous match" }).click();
  await expect(log.matchCount).toHaveText("5 of 5");
  await expect(log.line(4_999).locator("mark")).toBeInViewport();
  await log.searchField.press("Escape");
  await expect(log.lines).toBeFocused();
});

test("a search of a long log counts on while one goes through the matches, and another query begins anew", async ({
  makeProject,
  start,
  home,
}) => {
  const stages = { count: { phase: "build", run: program("write-many-lines", 900_000) } };
  const folder = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
  await runCommand(home, "run", "--json", "--project", folder);
  const { page } = await start({ project: folder });
  await new Board(page).open("count");
  const log = new Log(page);

  await expect(log.line(1)).toHaveText("line 1");
  await log.searchField.fill("line");
  await expect(log.matchCount).toHaveText(/^1 of [\d,]+\+?$/);
  await log.region.getByRole("button", { name: "Next match" }).click();
  await expect(log.matchCount).toHaveText(/^2 of /);
  await log.searchField.fill("99999");
  await expect(log.matchCount).toHaveText("1 of 9");
  await log.searchField.fill("ine 765432");
  await expect(log.matchCount).toHaveText("1 of 1");
  await expect(log.line(765_432).locator("mark")).toBeInViewport();
  await log.searchField.fill("line");
  await expect(log.matchCount).toHaveText(/^765,4\d\d of 900,000$/);
});

test("a search of a live log counts what comes in", async ({ makeProject, start }) => {
  const run = "number=1; while [ ! -e go ]; do echo tick $number; number=$((number + 1)); sleep 0.1; done; printf 'last tick'";
  const folder = makeProject("shop", { files: { "millrace.yml": pipelineFile({ clock: { phase: "build", run } }) } });
  const { page } = await start({ project: folder });
  const log = new Log(page);

  await new AppWindow(page).runPipeline.click();
  await new AppWindow(page).trust();
  await expect(log.region).toContainText("tick 2");
  await log.searchField.fill("tick");
  const total = async () => Number(/of (\d+)/.exec((await log.matchCount.textContent()) ?? "")?.[1]);
  await expect.poll(total).toBeGreaterThan(1);
  const before = await total();
  await expect.poll(total).toBeGreaterThan(before + 3);
  writeFileSync(join(folder, "go"), "");
  await expect(new Board(page).card("clock")).toContainText(/passed/i);
  await log.lines.focus();
  await page.keyboard.press("End");
  const last = log.region.locator("[data-line]").filter({ hasText: "last tick" });
  await expect(last).toBeVisible();
  await expect.poll(total).toBe(Number(await last.getAttribute("data-line")));
});

test("following lets go when one scrolls up, and comes back on request", async ({ makeProject, start }) => {
  const run = `${program("write-many-lines", 500)}; number=1; while [ ! -e go ]; do echo tick $number; number=$((number + 1)); sleep 0.2; done; echo end`;
  const folder = makeProject("shop", { files: { "millrace.yml": pipelineFile({ clock: { phase: "build", run } }) } });
  const { page } = await start({ project: folder });
  const log = new Log(page);

  await new AppWindow(page).runPipeline.click();
  await new AppWindow(page).trust();
  await expect(log.following).toHaveAttribute("aria-pressed", "true");
  await expect(log.region).toContainText("tick 2");

  await log.lines.hover();
  await page.mouse.wheel(0, -2_000);
  await expect(log.following).toHaveAttribute("aria-pressed", "false");
  const read = (await log.region.locator("[data-line]").nth(4).getAttribute("data-line")) ?? "";
  await expect(new Board(page).card("clock")).toContainText(/running/i);
  await expect(log.line(Number(read))).toBeInViewport();

  await log.region.getByRole("button", { name: "Follow the end" }).click();
  await expect(log.following).toHaveAttribute("aria-pressed", "true");
  writeFileSync(join(folder, "go"), "");
  await expect(log.region.getByText("end", { exact: true })).toBeInViewport();
});

test("a line of 64 MiB, binary noise and broken UTF-8 are ordinary input", async ({ makeProject, start, home }) => {
  const stages = {
    wide: { phase: "build", run: program("write-one-64-mebibyte-line") },
    noise: { phase: "test", run: program("write-binary-noise") },
    broken: { phase: "release", run: program("write-broken-utf8") },
  };
  const folder = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
  await runCommand(home, "run", "--json", "--project", folder);
  const { page } = await start({ project: folder });
  const board = new Board(page);
  const log = new Log(page);

  await board.open("wide");
  await expect(log.line(1)).toHaveText("before");
  await expect(log.line(2)).toContainText("cut here, the line has 64.0 MiB");
  await expect(log.line(3)).toHaveText("after");
  await board.open("noise");
  await expect(log.lines).toHaveAccessibleName("Lines of noise");
  await expect(log.line(1)).not.toBeEmpty();
  await log.lines.focus();
  await page.keyboard.press("End");
  await expect(log.line(1)).not.toBeInViewport();
  await board.open("broken");
  await expect(log.line(1)).toHaveText("good: h\u00e9llo \u20ac \u{1f680}");
  await expect(log.line(4)).toContainText("last line without an end");
});

test("a log of 200,000 lines opens at its middle, and goes to its end and its beginning", async ({ makeProject, start, home }) => {
  const stages = { count: { phase: "build", run: program("write-many-lines", 200_000) } };
  const folder = makeProject("shop", { files: { "millrace.yml": pipelineFile(stages) } });
  await runCommand(home, "run", "--json", "--project", folder);
  const { page } = await start({ project: folder });
  const log = new Log(page);

  await new AppWindow(page).goTo("Runs");
  await new Runs(page).open(1);
  await expect(new RunPage(page).heading(1)).toBeVisible();
  await page.evaluate(() => {
    location.hash += "?line=100000";
    location.reload();
  });
  await expect(log.line(100_000)).toBeInViewport();
  await expect(log.line(100_000)).toHaveText("line 100000");
  await log.lines.focus();
  await page.keyboard.press("End");
  await expect(log.line(200_000)).toHaveText("line 200000");
  await page.keyboard.press("Home");
  await expect(log.line(1)).toHaveText("line 1");
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { faultsOf } from "../fixtures/accessibility.ts";
import { runCommand } from "../fixtures/command-line.ts";
import { openTestStore, write } from "../fixtures/history.ts";
import { addRun } from "../fixtures/inbox.ts";
import { git, pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Inbox } from "../pages/inbox.ts";
import { Settings } from "../pages/settings.ts";

const patienceMs = 240_000;

/** A stage that fails as long as a file says so. */
const stages = { lint: { phase: "code", run: "echo tidy" }, unit: { phase: "test", run: "cat price; grep -q 5 price" } };
const files = { "millrace.yml": pipelineFile(stages), price: "5\n" };

function commit(project: string, price: string, subject: string): string {
  writeFileSync(join(project, "price"), `${price}\n`);
  git(project, "commit", "--quiet", "--all", `--message=${subject}`);
  return git(project, "rev-parse", "--short=7", "HEAD").trim();
}

test("what breaks is told once, with the commit that it is broken since, and is over with the commit that mended it", async ({
  makeProject,
  home,
  start,
}) => {
  test.setTimeout(patienceMs);
  const project = makeProject("shop", { files });
  await runCommand(home, "run", "--project", project);
  const { page } = await start({ project });
  const inbox = new Inbox(page);
  await expect(inbox.bell).toHaveAccessibleName("Inbox");
  await inbox.openPage();
  await expect(page.getByRole("heading", { name: "Nothing is broken" })).toBeVisible();

  commit(project, "6", "feat: dearer");
  commit(project, "7", "feat: dearer still");
  const broken = commit(project, "8", "feat: much dearer");
  await runCommand(home, "run", "--project", project);
  await expect(inbox.bell).toHaveAccessibleName("Inbox: 1 unread");
  await expect(inbox.link(`unit fails on main since ${broken} or 2 commits before it`)).toBeVisible();
  await runCommand(home, "run", "--project", project);
  await expect(inbox.row(/unit fails/)).toContainText("2 times");

  await inbox.link(/unit fails/).click();
  await expect(page.getByRole("region", { name: "Log" })).toContainText("8");
  await expect(inbox.bell).toHaveAccessibleName("Inbox");
  await page.goBack();

  const mended = commit(project, "5", "fix: the old price");
  await runCommand(home, "run", "--project", project);
  await expect(page.getByRole("heading", { name: "Nothing is broken" })).toBeVisible();
  await inbox.show("Ended");
  await expect(inbox.row(/unit failed on main/)).toContainText(`it passed in run 4 by ${mended} fix: the old price`);
});

test("entries are read, put off and muted with the keyboard alone, each can be undone, and the focus stays in the list", async ({
  makeProject,
  home,
  start,
}) => {
  const project = makeProject("shop", { files });
  await runCommand(home, "open", project);
  const store = openTestStore(home, { now: Date.now });
  const shop = write(store, ({ projects }) => projects.list())[0];
  if (shop === undefined) throw new Error("The project is not there.");
  for (const [place, stage] of ["unit", "lint", "types"].entries())
    addRun(store, shop.id, Date.now() + place, { [stage]: "failed" }, { selection: [stage] });
  store.close();
  const { page } = await start({ project });
  const inbox = new Inbox(page);
  const window = new AppWindow(page);
  await expect(inbox.bell).toHaveAccessibleName("Inbox: 3 unread");
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await expect(inbox.rows).toHaveCount(3);

  await page.keyboard.press("j");
  await expect(inbox.link(/types fails/)).toBeFocused();
  await page.keyboard.press("e");
  await expect(inbox.bell).toHaveAccessibleName("Inbox: 2 unread");
  await page.keyboard.press("e");
  await expect(inbox.bell).toHaveAccessibleName("Inbox: 3 unread");

  await page.keyboard.press("m");
  await expect(inbox.rows).toHaveCount(2);
  await expect(inbox.link(/lint fails/)).toBeFocused();
  await window.undo();
  await expect(inbox.rows).toHaveCount(3);

  await inbox.link(/lint fails/).focus();
  await page.keyboard.press("s");
  await expect(inbox.choice("For an hour")).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(inbox.choice("For an hour")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(inbox.rows).toHaveCount(2);
  await expect(inbox.bell).toHaveAccessibleName("Inbox: 2 unread");
  await inbox.show("Put off");
  await expect(inbox.row(/lint fails/)).toContainText("back ");
  await inbox.link(/lint fails/).focus();
  await page.keyboard.press("s");
  await inbox.choice("Bring it back now").click();
  await expect(page.getByRole("heading", { name: "Nothing is put off" })).toBeVisible();
  await inbox.show("Open");
  await inbox.link(/unit fails/).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/runs\/r1\?stage=r1\.1/);
});

test("thousands of entries of several projects are one list that scrolls, of all or of one", async ({ makeProject, home, start }) => {
  test.setTimeout(patienceMs);
  const project = makeProject("shop", { files });
  await runCommand(home, "open", project);
  const store = openTestStore(home, { now: Date.now });
  const shop = write(store, ({ projects }) => projects.list())[0];
  const other = write(store, ({ projects }) => projects.open("/work/other", "other", 1));
  if (shop === undefined) throw new Error("The project is not there.");
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, place) => [`stage-${place}`, "failed" as const]));
  for (const branch of ["a", "b", "c", "d", "e", "f"]) addRun(store, other.id, Date.now() - 60_000, many, { branch });
  addRun(store, shop.id, Date.now(), { unit: "failed" });
  store.close();
  const { page } = await start({ project });
  const inbox = new Inbox(page);
  await expect(inbox.bell).toHaveAccessibleName("Inbox: 3001 unread");
  await inbox.openPage();
  await expect(inbox.rows.first()).toContainText("unit fails on main");
  expect(await inbox.rows.count()).toBeLessThan(60);
  await inbox.link(/unit fails on main/).focus();
  for (let step = 0; step < 150; step += 1) await page.keyboard.press("j");
  await expect(page.locator("[data-item]:focus")).toContainText(/stage-\d+ fails on f/);
  await inbox.showOf("This project");
  await expect(inbox.rows).toHaveCount(1);
  await inbox.showOf("All projects");
  await page.getByRole("main").getByRole("button", { name: "Mark all as read" }).click();
  await expect(inbox.bell).toHaveAccessibleName("Inbox");
});

test("the desktop is told once by rule, by one of several windows, and a press on it leads to the stage", async ({
  makeProject,
  home,
  start,
}) => {
  test.setTimeout(patienceMs);
  const project = makeProject("shop", { files });
  await runCommand(home, "run", "--project", project);
  const { page } = await start({ project });
  const context = page.context();
  await context.grantPermissions(["notifications"]);
  // The browser has no desktop here: what it is asked to show is written down.
  await context.addInitScript(() => {
    const shown: { title: string; press: () => void }[] = [];
    class Shown {
      static readonly permission = "granted";
      onclick: (() => void) | null = null;
      constructor(title: string) {
        shown.push({ title, press: () => this.onclick?.() });
      }
      close(): void {}
    }
    Object.assign(globalThis, { Notification: Shown, shownNotices: shown });
    document.hasFocus = () => false;
  });
  const address = page.url();
  await page.reload();
  const second = await context.newPage();
  await second.goto(address);
  await expect(new Inbox(second).bell).toBeVisible();
  const titles = async () => {
    const all = await Promise.all(
      [page, second].map((one) =>
        one.evaluate(() => (globalThis as unknown as { shownNotices: { title: string }[] }).shownNotices.map(({ title }) => title)),
      ),
    );
    return all.flat();
  };
  writeFileSync(join(project, "price"), "6\n");
  await runCommand(home, "run", "--project", project);
  await expect.poll(titles).toEqual(["shop: unit fails on main"]);
  await runCommand(home, "inbox", "rules", "change", "--project", project);
  await runCommand(home, "run", "--project", project);
  writeFileSync(join(project, "price"), "5\n");
  await runCommand(home, "run", "--project", project);
  await expect.poll(titles).toHaveLength(2);
  expect((await titles()).sort()).toEqual(["shop: unit fails on main", "shop: unit passes again on main"]);
  for (const one of [page, second])
    await one.evaluate(() =>
      (globalThis as unknown as { shownNotices: { title: string; press: () => void }[] }).shownNotices
        .find(({ title }) => title.includes("fails"))
        ?.press(),
    );
  await expect.poll(() => [page, second].some((one) => /runs\/r2\?stage=r2\.\d/.test(one.url()))).toBe(true);
});

test("rules, quiet hours and their days are set where all is chosen", async ({ makeProject, start }) => {
  const { page } = await start({ project: makeProject("shop", { files }) });
  await new AppWindow(page).goTo("Settings");
  const settings = new Settings(page);
  await settings.choice("What the desktop is told", "On change").click();
  await page.getByRole("button", { name: "Set quiet hours…" }).click();
  await page.getByLabel("Quiet from").fill("21:30");
  await page.getByRole("group", { name: "On these days" }).getByRole("button", { name: "Saturday" }).click();
  await page.getByRole("combobox", { name: "What is told of shop" }).selectOption({ label: "Never" });
  await page.reload();
  await expect(settings.choice("What the desktop is told", "On change")).toBeChecked();
  await expect(page.getByLabel("Quiet from")).toHaveValue("21:30");
  await expect(page.getByLabel("Quiet until")).toHaveValue("08:00");
  await expect(page.getByRole("group", { name: "On these days" }).getByRole("button", { name: "Saturday" })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await expect(page.getByRole("combobox", { name: "What is told of shop" })).toHaveValue("never");
  expect.soft(await faultsOf(page), "settings").toEqual([]);
});

test("axe finds nothing in either theme: the bell, the list in all its views, and the choices", async ({ makeProject, home, start }) => {
  test.setTimeout(patienceMs);
  const project = makeProject("shop", { files });
  await runCommand(home, "open", project);
  const store = openTestStore(home, { now: Date.now });
  const shop = write(store, ({ projects }) => projects.list())[0];
  if (shop === undefined) throw new Error("The project is not there.");
  addRun(
    store,
    shop.id,
    Date.now() - 3_600_000,
    { unit: "failed", lint: "errored" },
    { commit: "a41f9c2".padEnd(40, "0"), subject: "feat: cart", author: "Ada" },
  );
  addRun(store, shop.id, Date.now() - 60_000, { pack: "failed" }, { selection: ["pack"] });
  addRun(store, shop.id, Date.now() - 1_000, { pack: "passed" }, { selection: ["pack"] });
  store.close();
  const { page } = await start({ project });
  const inbox = new Inbox(page);
  await inbox.bell.click();
  await expect(inbox.panel).toBeVisible();
  expect.soft(await faultsOf(page), "the bell").toEqual([]);
  await page.keyboard.press("Escape");
  await inbox.openPage();
  await expect(inbox.rows).toHaveCount(2);
  expect.soft(await faultsOf(page), "open").toEqual([]);
  await inbox.link(/unit fails/).focus();
  await page.keyboard.press("s");
  await expect(inbox.choice("For an hour")).toBeVisible();
  expect.soft(await faultsOf(page), "choices").toEqual([]);
  await page.keyboard.press("Escape");
  await inbox.show("Ended");
  await expect(inbox.rows).toHaveCount(1);
  expect.soft(await faultsOf(page), "ended").toEqual([]);
  await inbox.show("Muted");
  expect.soft(await faultsOf(page), "nothing").toEqual([]);
});

test("a window that lost its engine keeps the list", async ({ makeProject, home, start }) => {
  const project = makeProject("shop", { files });
  await runCommand(home, "open", project);
  const store = openTestStore(home, { now: Date.now });
  const shop = write(store, ({ projects }) => projects.list())[0];
  if (shop === undefined) throw new Error("The project is not there.");
  addRun(store, shop.id, Date.now(), { unit: "failed" });
  store.close();
  const { page, killEngine } = await start({ project });
  test.skip(killEngine === null, "engine and window end together in Electron");
  const inbox = new Inbox(page);
  await inbox.openPage();
  await expect(inbox.rows).toHaveCount(1);
  await killEngine?.();
  await expect(new AppWindow(page).lostBar).toBeVisible();
  await expect(inbox.rows).toHaveCount(1);
});

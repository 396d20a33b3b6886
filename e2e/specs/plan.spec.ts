import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../fixtures/command-line.ts";
import { fieldOf, planFile, trust } from "../fixtures/plan-project.ts";
import { git, pipelineFile } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { flakyFiles } from "../fixtures/tested-project.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Plan } from "../pages/plan.ts";

const files = { "millrace.yml": pipelineFile({ lint: { phase: "code", run: "echo tidy" } }) };

test("the first item is written where nothing is yet, and the next ones at a column's foot; the Loop counts them", async ({
  makeProject,
  start,
}) => {
  const project = makeProject("shop", { files });
  const { page } = await start({ project });
  const window = new AppWindow(page);
  const plan = new Plan(page);
  await window.goTo("Plan");
  await plan.addFirst("Open the shop");
  await expect(plan.card("Open the shop")).toContainText("#1");
  await plan.add("Next", "Paint the door", "Hang the sign");
  expect(await plan.titles("Next")).toEqual(["Paint the door", "Hang the sign"]);
  expect(fieldOf(project, "hang-the-sign", "column")).toBe("Next");
  expect(fieldOf(project, "hang-the-sign", "number")).toBe("3");
  await window.goTo("Loop");
  await expect(page.getByRole("article", { name: "Plan" }).getByRole("listitem").filter({ hasText: "Next" })).toContainText("2");
});

test("a card goes where it is dropped, and Undo and Ctrl+Z take it back", async ({ makeProject, start }) => {
  const project = makeProject("shop", { files });
  const { page } = await start({ project });
  const window = new AppWindow(page);
  const plan = new Plan(page);
  await window.goTo("Plan");
  await plan.addFirst("One");
  await plan.add("Backlog", "Two", "Three");
  await plan.drag("Three", plan.card("One"));
  await expect.poll(() => plan.titles("Backlog")).toEqual(["Three", "One", "Two"]);
  await plan.drag("One", plan.column("Doing"));
  await expect.poll(() => plan.titles("Doing")).toEqual(["One"]);
  await expect.poll(() => fieldOf(project, "one", "column")).toBe("Doing");
  await window.messages.getByRole("button", { name: "Undo" }).last().click();
  await expect.poll(() => plan.titles("Backlog")).toEqual(["Three", "One", "Two"]);
  expect(fieldOf(project, "one", "column")).toBe("Backlog");
  await plan.link("One").focus();
  await page.keyboard.press("ControlOrMeta+z");
  await expect.poll(() => plan.titles("Backlog")).toEqual(["One", "Two", "Three"]);
});

test("an item is opened beside the board, and all that is written there is in its file", async ({ makeProject, start, home }) => {
  const project = makeProject("shop", { files });
  await trust(home, project);
  const { page } = await start({ project });
  const window = new AppWindow(page);
  const plan = new Plan(page);
  await window.goTo("Plan");
  await plan.addFirst("Paint the door");
  await plan.open("Paint the door");
  await plan.title.fill("Paint both doors");
  await page.keyboard.press("Enter");
  await expect(plan.card("Paint both doors")).toBeVisible();
  await plan.field("Add a label").fill("outside");
  await page.keyboard.press("Enter");
  await expect(plan.card("Paint both doors")).toContainText("outside");
  await plan.field("Milestone").fill("Spring");
  await page.keyboard.press("Enter");
  await plan.field("Estimate").fill("many");
  await expect(plan.item.getByRole("alert")).toContainText("A number");
  await plan.field("Estimate").fill("3");
  await page.keyboard.press("Enter");
  await plan.field("Assignee").fill("Ada Lovelace");
  await page.keyboard.press("Enter");
  await expect(plan.card("Paint both doors")).toContainText("Ada Lovelace");
  await plan.part("Description").getByRole("button", { name: "Edit" }).click();
  await plan.part("Description").getByRole("textbox").fill("In **teal**.\n\n- [x] front\n- [ ] back");
  await plan.part("Description").getByRole("radio", { name: "Preview" }).click();
  await expect(plan.part("Description").getByRole("strong")).toHaveText("teal");
  await plan.part("Description").getByRole("button", { name: "Save" }).click();
  await expect(plan.card("Paint both doors")).toContainText("1/2");
  await plan.part("Comments").getByRole("textbox", { name: "New comment" }).fill("The frame, *too*?");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(plan.part("Comments").getByRole("listitem")).toContainText("The frame, too?");

  const written = readFileSync(planFile(project, "paint-the-door"), "utf8");
  for (const part of ["Paint both doors", "outside", "Spring", "Ada Lovelace", "In **teal**.", "The frame, *too*?"]) {
    expect(written).toContain(part);
  }
  await page.reload();
  await expect(plan.title).toHaveValue("Paint both doors");
  await page.keyboard.press("Escape");
  await expect(plan.item).toHaveCount(0);
  await expect(plan.link("Paint both doors")).toBeFocused();
});

test("the board is narrowed by words, labels and people, and the address keeps it", async ({ makeProject, start, home }) => {
  const project = makeProject("shop", { files });
  await trust(home, project);
  await runCommand(home, "plan", "add", "Paint the door", "--label", "outside", "--project", project);
  await runCommand(home, "plan", "add", "Hang the sign", "--label", "outside", "--project", project);
  await runCommand(home, "plan", "add", "Sweep the floor", "--project", project);
  const { page } = await start({ project });
  const plan = new Plan(page);
  await new AppWindow(page).goTo("Plan");
  await page.getByRole("combobox", { name: "Label" }).selectOption("outside");
  await expect.poll(() => plan.titles("Backlog")).toEqual(["Paint the door", "Hang the sign"]);
  await plan.search.fill("sig");
  await expect.poll(() => plan.titles("Backlog")).toEqual(["Hang the sign"]);
  await page.reload();
  await expect.poll(() => plan.titles("Backlog")).toEqual(["Hang the sign"]);
  await plan.add("Backlog", "Light the sign");
  await expect(plan.card("Light the sign")).toContainText("outside");
  await page.getByRole("button", { name: "Clear" }).click();
  await expect.poll(() => plan.titles("Backlog")).toEqual(["Paint the door", "Hang the sign", "Sweep the floor", "Light the sign"]);
});

test("work is started on a branch, its commit moves the item, which says why and can be moved back", async ({
  makeProject,
  start,
  home,
}) => {
  const project = makeProject("shop", { files });
  await trust(home, project);
  const { page } = await start({ project });
  const window = new AppWindow(page);
  const plan = new Plan(page);
  await window.goTo("Plan");
  await plan.addFirst("Paint the door");
  await plan.open("Paint the door");
  await plan.item.getByRole("button", { name: "Start work" }).click();
  await expect(plan.column("Doing").getByRole("link", { name: "Paint the door" })).toBeVisible();
  await expect(plan.part("Commits")).toContainText("1-paint-the-door");
  expect(git(project, "branch", "--show-current").trim()).toBe("1-paint-the-door");

  await page.getByRole("button", { name: /^Commit plan/ }).click();
  await expect(page.getByRole("button", { name: /^Commit plan/ })).toHaveCount(0);
  writeFileSync(join(project, "door"), "teal\n");
  git(project, "add", "door");
  git(project, "commit", "--quiet", "--message=The door is teal (#1)");
  await expect(plan.part("Commits")).toContainText("The door is teal");
  git(project, "switch", "--quiet", "main");
  git(project, "merge", "--quiet", "--no-edit", "1-paint-the-door");
  await expect(plan.column("Done").getByRole("link", { name: "Paint the door" })).toBeVisible();
  await expect(plan.item).toContainText(/Moved here by itself from Backlog: \w+ landed on main/);
  await plan.item.getByRole("button", { name: "Move back" }).click();
  await expect(plan.column("Backlog").getByRole("link", { name: "Paint the door" })).toBeVisible();
});

test("what two people changed differently is merged field by field, and the rest is a choice of one side", async ({
  makeProject,
  start,
  home,
}) => {
  const project = makeProject("shop", { files });
  await trust(home, project);
  await runCommand(home, "plan", "add", "Paint the door", "--project", project);
  git(project, "add", "--all");
  git(project, "commit", "--quiet", "--message=Plan");
  git(project, "switch", "--quiet", "--create", "theirs");
  await runCommand(home, "plan", "edit", "1", "--title", "Paint the door blue", "--label", "outside", "--project", project);
  git(project, "commit", "--quiet", "--all", "--message=Theirs");
  git(project, "switch", "--quiet", "main");
  await runCommand(home, "plan", "edit", "1", "--title", "Paint the door teal", "--milestone", "Spring", "--project", project);
  git(project, "commit", "--quiet", "--all", "--message=Ours");
  expect(() => git(project, "merge", "--quiet", "theirs")).toThrow();

  const { page } = await start({ project });
  const plan = new Plan(page);
  await new AppWindow(page).goTo("Plan");
  const card = plan.cards("Backlog").first();
  await expect(card).toContainText("1 conflict");
  await card.getByRole("link").click();
  await expect(plan.part("Conflicts")).toContainText("Paint the door blue");
  await expect(plan.part("Conflicts")).toContainText("Ours: main");
  await expect(plan.part("Conflicts")).toContainText("Theirs: theirs");
  await plan.part("Conflicts").getByRole("button", { name: "Take theirs for title" }).click();
  await expect(plan.part("Conflicts")).toHaveCount(0);
  await expect(plan.title).toHaveValue("Paint the door blue");
  await expect(plan.card("Paint the door blue")).toContainText("outside");
  await expect(plan.field("Milestone")).toHaveValue("Spring");
  expect(readFileSync(planFile(project, "paint-the-door"), "utf8")).not.toMatch(/^(<<<<<<<|=======|>>>>>>>)/m);
});

test("two items of one number are mended with one click", async ({ makeProject, start, home }) => {
  const project = makeProject("shop", { files });
  await trust(home, project);
  await runCommand(home, "plan", "add", "Paint the door", "--project", project);
  const text = readFileSync(planFile(project, "paint-the-door"), "utf8");
  writeFileSync(join(project, ".millrace/plan/hang-the-sign-abc234.md"), text.replace("Paint the door", "Hang the sign"));
  const { page } = await start({ project });
  const plan = new Plan(page);
  await new AppWindow(page).goTo("Plan");
  await expect(page.getByRole("status").filter({ hasText: "Two items are called #1" })).toBeVisible();
  await page.getByRole("button", { name: "Mend" }).click();
  await expect(page.getByRole("button", { name: "Mend" })).toHaveCount(0);
  const numbers = await Promise.all(["Paint the door", "Hang the sign"].map((title) => plan.card(title).textContent()));
  expect(numbers.filter((one) => one?.includes("#1"))).toHaveLength(1);
  expect(numbers.filter((one) => one?.includes("#2"))).toHaveLength(1);
});

test("columns of one's own have a name, an order, a rule and a limit", async ({ makeProject, start }) => {
  const project = makeProject("shop", { files });
  const { page } = await start({ project });
  const plan = new Plan(page);
  await new AppWindow(page).goTo("Plan");
  await page.getByRole("button", { name: "Choose the columns first" }).click();
  const dialog = page.getByRole("dialog", { name: "Columns of the board" });
  await dialog.getByRole("textbox", { name: "Name of column 2" }).fill("Ready");
  await dialog.getByRole("textbox", { name: "Limit of Ready" }).fill("1");
  await dialog.getByRole("button", { name: "Move Ready up" }).click();
  await dialog.getByRole("button", { name: "Add a column" }).click();
  await dialog.getByRole("textbox", { name: "Name of column 6" }).fill("Live");
  await dialog.getByRole("combobox", { name: "What moves items to Live" }).selectOption("When it is deployed");
  await dialog.getByRole("button", { name: "Save the columns" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Board" }).getByRole("heading", { level: 2 })).toHaveText([
    "Ready",
    "Backlog",
    "Doing",
    "Done",
    "Released",
    "Live",
  ]);
  await plan.add("Ready", "One", "Two");
  await expect(plan.column("Ready")).toContainText("more than its limit");
  expect(readFileSync(join(project, ".millrace/plan/board.yml"), "utf8")).toContain("Ready");
});

test("a comment in the code becomes an item with one click, and the archive keeps what is over", async ({ makeProject, start, home }) => {
  const project = makeProject("shop", { files: { ...files, "door.js": "// TODO: paint the door\n// FIXME the hinge squeaks\n" } });
  await trust(home, project);
  const { page } = await start({ project });
  const plan = new Plan(page);
  await new AppWindow(page).goTo("Plan");
  await plan.addFirst("Open the shop");
  await plan.show("In the code");
  const row = page.getByRole("row").filter({ hasText: "paint the door" });
  await row.getByRole("button", { name: "Make an item" }).click();
  await row.getByRole("button", { name: "Show #2" }).click();
  await expect(plan.title).toHaveValue("paint the door");
  await expect(plan.item).toContainText("door.js:1");
  await plan.item.getByRole("button", { name: "Archive" }).click();
  await plan.show("Archive");
  await expect(page.getByRole("table", { name: "Archive" })).toContainText("paint the door");
  await page.getByRole("button", { name: "Put paint the door back on the board" }).click();
  await plan.show("Board");
  await expect(plan.card("paint the door")).toBeVisible();
});

test("an incident becomes an item with one click, which is shown from then on", async ({ makeProject, start }) => {
  const project = makeProject("shop", { files });
  const { page } = await start({ project });
  await expect(new AppWindow(page).runPipeline).toBeEnabled();
  await page.keyboard.press("i");
  const dialog = page.getByRole("dialog", { name: "Open an incident" });
  await dialog.getByRole("textbox", { name: "What is wrong" }).fill("The door is locked");
  await dialog.getByRole("button", { name: "Open the incident" }).click();
  await page.getByRole("button", { name: "Make an item" }).click();
  await page.getByRole("button", { name: "Item #1" }).click();
  await expect(new Plan(page).title).toHaveValue("The door is locked");
  await new Plan(page).item.getByRole("link", { name: "an incident" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /The door is locked/ })).toBeVisible();
});

test("a flaky test becomes an item with one click", async ({ makeProject, start, home }) => {
  const project = makeProject("shop", { files: flakyFiles });
  for (let run = 0; run < 2; run += 1) await runCommand(home, "run", "--project", project);
  const { page } = await start({ project });
  await new AppWindow(page).goTo("Tests");
  await page
    .getByRole("link", { name: /refund is idempotent/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Make an item" }).click();
  await page.getByRole("button", { name: "Item #1" }).click();
  await expect(new Plan(page).title).toHaveValue("Steady refund is idempotent");
  await expect(new Plan(page).card("Steady refund is idempotent")).toContainText("flaky");
});

test("a folder that is no repository, and one that is not trusted, have a plan, too", async ({ makeProject, start }) => {
  const bare = makeProject("bare", { files, isRepository: false });
  const { page } = await start({ project: bare });
  const plan = new Plan(page);
  await new AppWindow(page).goTo("Plan");
  await plan.addFirst("Open the shop");
  await expect(plan.card("Open the shop")).toContainText("#1");
  await expect(page.getByRole("status").filter({ hasText: "until you trust it" })).toBeVisible();
  await plan.open("Open the shop");
  await expect(plan.part("Commits")).toHaveCount(0);
  await expect(plan.item.getByRole("button", { name: "Start work" })).toHaveCount(0);
});

test("what others write shows by itself, and a file that cannot be read is named and left alone", async ({ makeProject, start, home }) => {
  const project = makeProject("shop", { files });
  const { page } = await start({ project });
  const plan = new Plan(page);
  await new AppWindow(page).goTo("Plan");
  await plan.addFirst("Open the shop");
  await expect(plan.card("Open the shop")).toBeVisible();
  await runCommand(home, "plan", "add", "Paint the door", "--project", project);
  await expect(plan.card("Paint the door")).toBeVisible();
  const broken = join(project, ".millrace/plan/broken-abc234.md");
  writeFileSync(broken, "---\ntitle: [\n---\n");
  await expect(page.getByRole("alert").filter({ hasText: "broken-abc234.md" })).toBeVisible();
  expect(readFileSync(broken, "utf8")).toBe("---\ntitle: [\n---\n");
});

test("all files that cannot be read are told, and the items of a column that is not there", async ({ makeProject, start }) => {
  const project = makeProject("shop", { files });
  const { page } = await start({ project });
  const plan = new Plan(page);
  await new AppWindow(page).goTo("Plan");
  await plan.addFirst("Open the shop");
  await expect(plan.card("Open the shop")).toBeVisible();
  const write = (name: string, text: string) => writeFileSync(join(project, ".millrace/plan", name), text);
  write("one.md", "---\ntitle: [\n---\n");
  write("two.md", "no front matter\n");
  write("lost.md", "---\ntitle: Lost\ncolumn: Nowhere\n---\n");
  await expect(page.getByRole("alert")).toContainText("one.md:2");
  await expect(page.getByRole("alert")).not.toContainText("two.md");
  await page.getByRole("button", { name: "Show all 2", exact: true }).click();
  await expect(page.getByRole("list", { name: "What cannot be read" }).getByRole("listitem")).toHaveCount(2);
  await expect(page.getByRole("status").filter({ hasText: "names a column that the board does not have (Nowhere)" })).toBeVisible();
  expect(await plan.titles("Backlog")).toContain("Lost");
});

test("a column that gets another name keeps its items", async ({ makeProject, start }) => {
  const project = makeProject("shop", { files });
  const { page } = await start({ project });
  const plan = new Plan(page);
  await new AppWindow(page).goTo("Plan");
  await plan.addFirst("Open the shop");
  await plan.add("Doing", "Paint the door");
  await page.getByRole("button", { name: "Edit the columns" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name of column 3" }).fill("In work");
  await dialog.getByRole("button", { name: "Save the columns" }).click();
  await expect.poll(() => plan.titles("In work")).toEqual(["Paint the door"]);
  expect(fieldOf(project, "paint-the-door", "column")).toBe("Doing");
});

test("what was taken back is made again, and each message says what", async ({ makeProject, start }) => {
  const project = makeProject("shop", { files });
  const { page } = await start({ project });
  const window = new AppWindow(page);
  const plan = new Plan(page);
  await window.goTo("Plan");
  await plan.addFirst("One");
  await plan.link("One").focus();
  await page.keyboard.press("ControlOrMeta+ArrowRight");
  await expect.poll(() => plan.titles("Next")).toEqual(["One"]);
  await expect(window.messages.getByText("Moved #1 One to Next.", { exact: true })).toBeVisible();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(window.messages.getByText("Taken back: Moved #1 One to Next.", { exact: true })).toBeVisible();
  await expect(window.messages.getByText("Moved #1 One to Next.", { exact: true })).toHaveCount(0);
  await expect.poll(() => plan.titles("Backlog")).toEqual(["One"]);
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await expect.poll(() => plan.titles("Next")).toEqual(["One"]);
  expect(fieldOf(project, "one", "column")).toBe("Next");
});

test("a text that means to hang the window is shown all the same", async ({ makeProject, start }) => {
  const project = makeProject("shop", { files });
  const { page } = await start({ project });
  const plan = new Plan(page);
  await new AppWindow(page).goTo("Plan");
  await plan.addFirst("One");
  await expect(plan.card("One")).toBeVisible();
  const bombs = [">".repeat(5_000), "*a_".repeat(15_000), "a**b".repeat(10_000)].join("\n\n");
  writeFileSync(join(project, ".millrace/plan/bomb.md"), `---\ntitle: Bomb\n---\n\n${bombs}\n\nThe end.\n`);
  await plan.open("Bomb");
  await expect(plan.part("Description").getByText("The end.")).toBeVisible();
  await page.keyboard.press("Escape");
  await plan.open("One");
  await expect(plan.title).toHaveValue("One");
  // Out of a field first, then closed.
  await plan.field("Milestone").focus();
  await page.keyboard.press("Escape");
  await expect(plan.item).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(plan.item).toHaveCount(0);
});

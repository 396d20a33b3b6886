import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../../e2e/fixtures/history.ts";
import { git, makeRepository, writeFiles } from "../../../../e2e/fixtures/repository.ts";
import type { Notice } from "../../../../shared/contract/events.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { createTurns } from "../../code/code.ts";
import type { Store } from "../../store/store.ts";
import { createFolderWatch } from "../project/folder-watch.ts";
import { type CodeChangesService, createCodeChangesService } from "./changes.ts";

let place: { folder: string; remove: () => void };
let store: Store;
let code: CodeChangesService;
let project: { projectId: ProjectId };
let work: string;

function begin(isTrusted: boolean): void {
  place = temporaryFolder();
  work = makeRepository(join(place.folder, "work"), { "a.txt": "one\n", "link.txt": "x\n" });
  store = openTestStore(join(place.folder, "data"));
  const opened = write(store, ({ projects }) => projects.open(work, "work", 1));
  if (isTrusted) write(store, ({ projects }) => projects.trust(opened.id, true, 1));
  project = { projectId: opened.id };
  code = createCodeChangesService(store, { turns: createTurns(), prompts: null, now: Date.now });
}

afterEach(() => {
  store?.close();
  place?.remove();
});

/** Plants everything that a repository can have git start; `kinds` are those that nobody may start. */
function plant(kinds: readonly ("show" | "filter" | "hook")[]): string {
  const marker = join(place.folder, "ran");
  const program = join(work, "evil.sh");
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${marker}'\ncat "$@" 2>/dev/null\n`);
  chmodSync(program, 0o755);
  const settings: Record<string, string> = {};
  if (kinds.includes("show")) {
    Object.assign(settings, { "core.fsmonitor": program, "core.pager": program, "pager.diff": program, "pager.status": program });
    Object.assign(settings, { "diff.external": program, "diff.evil.command": program, "diff.evil.textconv": program });
    Object.assign(settings, { "gpg.program": program, "log.showSignature": "true", "core.editor": program, "core.askPass": program });
  }
  if (kinds.includes("filter")) Object.assign(settings, { "filter.evil.clean": program, "filter.evil.smudge": program });
  for (const [name, value] of Object.entries(settings)) git(work, "config", name, value);
  if (kinds.includes("hook")) {
    mkdirSync(join(work, ".git/hooks"), { recursive: true });
    for (const hook of ["pre-commit", "post-index-change", "post-checkout", "reference-transaction"]) {
      writeFileSync(join(work, ".git/hooks", hook), `#!/bin/sh\necho ${hook} >> '${marker}'\n`, { mode: 0o755 });
    }
  }
  writeFileSync(join(work, ".gitattributes"), `* diff=evil${kinds.includes("filter") ? " filter=evil" : ""}\n`);
  writeFiles(work, { "a.txt": "two\n", "new.txt": "new\n" });
  return marker;
}

/** Everything that shows something. */
async function showAll(): Promise<{ ok: boolean }[]> {
  const how = { contextLines: 3, isSpaceIgnored: false, isLargeWanted: false };
  const commit = git(work, "rev-parse", "HEAD");
  return [
    await code.status(project),
    await code.diff({ ...project, ...how, path: "a.txt", side: { of: "unstaged" } }),
    await code.diff({ ...project, ...how, path: "new.txt", side: { of: "unstaged" } }),
    await code.diff({ ...project, ...how, path: "a.txt", side: { of: "commit", commit, base: null } }),
    await code.stashes(project),
    await code.undoables(project),
  ];
}

test("in a project that nobody trusted nothing is shown, nothing is changed and nothing is started", async () => {
  begin(false);
  const marker = plant(["show", "filter", "hook"]);
  // The planted programs do run when git is used carelessly: the test can fail.
  execFileSync("git", ["status"], { cwd: work, stdio: "ignore" });
  expect(existsSync(marker)).toBe(true);
  rmSync(marker);
  const refused = { ok: false, failure: { code: "not-trusted" } };
  const paths = { ...project, paths: ["a.txt"] };
  const answers = [
    await code.status(project),
    await code.stage(paths),
    await code.unstage(paths),
    await code.discard(paths),
    await code.undo({ ...project, undoId: "x" }),
    await code.conflict({ ...project, path: "a.txt" }),
    await code.resolve({ ...project, path: "a.txt", how: { take: "ours" } }),
    await code.stash({ ...project, message: "", hasUntracked: true }),
    await code.unlock(project),
    (await code.commit({ ...project, message: "x", isAmend: false, isSignedOff: false, isHookless: false, isAll: false }).next()).value,
    (await code.pending({ ...project, what: "abort" }).next()).value,
  ];
  for (const answer of answers) expect(answer).toMatchObject(refused);
  expect(existsSync(marker)).toBe(false);
  expect(git(work, "diff", "--cached", "--name-only", "--no-ext-diff")).toBe("");
});

test("in a trusted project showing starts no program for showing: no textconv, no external diff, no fsmonitor, no pager", async () => {
  begin(true);
  const marker = plant(["show"]);
  spawnSync("git", ["diff"], { cwd: work, stdio: "ignore" });
  expect(existsSync(marker)).toBe(true);
  rmSync(marker);
  for (const answer of await showAll()) expect(answer.ok).toBe(true);
  expect(existsSync(marker)).toBe(false);
});

test("in a trusted project the person's filters and hooks do their work", async () => {
  begin(true);
  const marker = plant(["filter", "hook"]);
  expect((await code.stage({ ...project, paths: ["a.txt"] })).ok).toBe(true);
  git(work, "config", "user.name", "Mara");
  git(work, "config", "user.email", "mara@example.org");
  rmSync(marker);
  const committing = code.commit({ ...project, message: "feat: x", isAmend: false, isSignedOff: false, isHookless: false, isAll: false });
  let next = await committing.next();
  while (next.done !== true) next = await committing.next();
  expect(next.value).toMatchObject({ ok: true });
  expect(existsSync(marker)).toBe(true);
});

test("a project that is not there is said", async () => {
  begin(true);
  expect(await code.status({ projectId: "p77" as ProjectId })).toMatchObject({ ok: false, failure: { code: "not-found" } });
  rmSync(work, { recursive: true });
  expect(await code.status(project)).toMatchObject({ ok: false });
});

test("staging outside is announced, and looking announces nothing", async () => {
  begin(true);
  const notices: Notice[] = [];
  let heard = () => {};
  const watch = createFolderWatch((notice) => {
    notices.push(notice);
    heard();
  }, Date.now);
  try {
    watch.watch(project.projectId, work);
    writeFiles(work, { "a.txt": "two\n" });
    // Watching begins a moment later: it is staged again until it is heard.
    const told = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const stager = setInterval(() => {
      git(work, "add", "a.txt");
      git(work, "reset", "--quiet");
    }, 50);
    await told;
    clearInterval(stager);
    expect(notices[0]).toEqual({ type: "working-tree.changed", projectId: project.projectId });
    await new Promise((resolve) => setTimeout(resolve, 400));
    notices.length = 0;
    await code.status(project);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(notices).toEqual([]);
  } finally {
    watch.close();
  }
});

test("while a project is looked at, a saved file is announced", async () => {
  begin(true);
  const shown = Promise.withResolvers<void>();
  const folders = createFolderWatch((notice) => {
    expect(notice).toEqual({ type: "working-tree.changed", projectId: project.projectId });
    shown.resolve();
  }, Date.now);
  const parts = { turns: createTurns(), prompts: null, now: Date.now };
  try {
    await createCodeChangesService(store, { ...parts, onShown: folders.watchFiles }).status(project);
    // Watching begins a moment later: it is saved again until it is heard.
    const saver = setInterval(() => writeFiles(work, { "sub/new.txt": String(Math.random()) }), 500);
    await shown.promise;
    clearInterval(saver);
  } finally {
    folders.close();
  }
});

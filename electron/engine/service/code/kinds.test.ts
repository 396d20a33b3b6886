import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, write } from "../../../../e2e/fixtures/history.ts";
import { commitAll, git, makeRepository } from "../../../../e2e/fixtures/repository.ts";
import type { OperationEvent } from "../../../../shared/contract/code/shared.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { createTurns } from "../../code/code.ts";
import type { Store } from "../../store/store.ts";
import { type CodeHistoryService, createCodeHistoryService } from "./history.ts";

let base: string;
let store: Store;
let service: CodeHistoryService;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "millrace-kinds-")));
  store = openTestStore(join(base, "data"));
  service = createCodeHistoryService(store, { turns: createTurns(), prompts: null, now: Date.now });
});
afterEach(() => {
  service.close();
  store.close();
  rmSync(base, { recursive: true, force: true });
});

function trust(place: string): { projectId: ProjectId } {
  git(place, "config", "user.name", "Mara");
  git(place, "config", "user.email", "mara@example.org");
  return write(store, ({ projects }) => {
    const { id } = projects.open(place, "work", 1);
    projects.trust(id, true, 1);
    return { projectId: id };
  });
}

async function eventsOf(operation: ReturnType<CodeHistoryService["fetch"]>) {
  const events: OperationEvent[] = [];
  for (;;) {
    const next = await operation.next();
    if (next.done === true) return { events, end: next.value };
    events.push(next.value);
  }
}

test("switching leaves submodules as git does, and says that they are at other commits", async () => {
  const part = makeRepository(join(base, "part"));
  const work = makeRepository(join(base, "work"));
  git(work, "submodule", "add", "--quiet", part, "part");
  commitAll(work, "feat: part");
  git(work, "switch", "--quiet", "-c", "newer");
  commitAll(join(work, "part"), "feat: inside");
  commitAll(work, "feat: newer part");
  const inside = git(join(work, "part"), "rev-parse", "HEAD");
  const project = trust(work);
  const { events, end } = await eventsOf(service.switchTo({ ...project, revision: "main", isDetached: false, isStashed: false }));
  expect(end.ok).toBe(true);
  expect(events).toContainEqual({ type: "line", text: expect.stringContaining("git submodule update brings them there") });
  expect(git(join(work, "part"), "rev-parse", "HEAD")).toBe(inside);
  expect(git(work, "status", "--porcelain").trim()).toBe("M part");
});

test("a branch of another worktree is refused with where it is, and that worktree is left alone", async () => {
  const work = makeRepository(join(base, "work"));
  git(work, "worktree", "add", "--quiet", "-b", "elsewhere", join(base, "tree"));
  const project = trust(work);
  const { end } = await eventsOf(service.switchTo({ ...project, revision: "elsewhere", isDetached: false, isStashed: false }));
  expect(end).toMatchObject({ ok: false, failure: { code: "code-impossible", hint: expect.stringContaining(join(base, "tree")) } });
  const deleted = await service.deleteBranch({ ...project, name: "elsewhere", isForced: true });
  expect(deleted).toMatchObject({ ok: false, failure: { code: "code-impossible" } });
  expect(git(join(base, "tree"), "branch", "--show-current")).toBe("elsewhere");
});

test("filters such as those of LFS run when switching, and one that is missing is told", async () => {
  const work = makeRepository(join(base, "work"));
  const smudge = join(base, "smudge.sh");
  writeFileSync(smudge, "#!/bin/sh\nsed s/pointer/content/\n");
  chmodSync(smudge, 0o755);
  git(work, "config", "filter.big.smudge", smudge);
  git(work, "config", "filter.big.clean", "sed s/content/pointer/");
  git(work, "config", "filter.big.required", "true");
  git(work, "switch", "--quiet", "-c", "big");
  commitAll(work, "feat: big", { ".gitattributes": "*.bin filter=big\n", "x.bin": "content\n" });
  git(work, "switch", "--quiet", "main");
  const project = trust(work);
  const to = (revision: string) => eventsOf(service.switchTo({ ...project, revision, isDetached: false, isStashed: false }));
  expect((await to("big")).end.ok).toBe(true);
  expect(readFileSync(join(work, "x.bin"), "utf8")).toBe("content\n");
  await to("main");
  rmSync(smudge);
  expect((await to("big")).end).toMatchObject({
    ok: false,
    failure: { code: "git-failed", message: expect.stringContaining("A filter of this repository failed") },
  });
});

test("stopping a fetch ends it and what it started, and the repository is as before", async () => {
  const work = makeRepository(join(base, "work"));
  const slow = join(base, "slow.sh");
  writeFileSync(slow, `#!/bin/sh\necho started >&2\nwhile :; do echo beat >> "${base}/beats"; sleep 0.05; done\n`);
  chmodSync(slow, 0o755);
  git(work, "remote", "add", "origin", "ssh://nowhere.invalid/x");
  git(work, "config", "core.sshCommand", slow);
  // Else git asks the program first, unheard, which kind of ssh it is.
  git(work, "config", "ssh.variant", "simple");
  const project = trust(work);
  const stop = new AbortController();
  const operation = service.fetch({ ...project, isPruned: true }, stop.signal);
  for (let next = await operation.next(); next.done !== true; next = await operation.next()) {
    if (next.value.type === "line" && next.value.text === "started") break;
  }
  stop.abort();
  expect(await eventsOf(operation)).toMatchObject({
    end: { ok: false, failure: { code: "git-stopped", message: "git fetch was stopped. Nothing is half done." } },
  });
  const beats = readFileSync(join(base, "beats"), "utf8");
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(readFileSync(join(base, "beats"), "utf8")).toBe(beats);
  expect(git(work, "status", "--porcelain")).toBe("");
});

test("a folder below the top of a repository is a project of its own, and a bare repository has a history", async () => {
  const work = makeRepository(join(base, "work"), { "sub/a.txt": "a", "b.txt": "b" });
  const below = trust(join(work, "sub"));
  const commit = await service.commitDetail({ ...below, revision: "HEAD" });
  expect(commit.ok && commit.value.files.map(({ path }) => path)).toEqual(["a.txt"]);
  git(base, "clone", "--quiet", "--bare", "work", "bare.git");
  const bare = trust(join(base, "bare.git"));
  expect((await service.branches(bare)).ok).toBe(true);
  expect((await eventsOf(service.fetch({ ...bare, isPruned: true }))).end.ok).toBe(true);
  const { end } = await eventsOf(service.merge({ ...bare, revision: "main", how: "auto" }));
  expect(end).toMatchObject({ ok: false, failure: { code: "code-impossible" } });
  expect(existsSync(join(base, "bare.git", "index"))).toBe(false);
});

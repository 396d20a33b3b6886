import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type CodeWorkshop, eventsOf, openCodeWorkshop } from "../../../../e2e/fixtures/code.ts";
import { commitAll, git, writeFiles } from "../../../../e2e/fixtures/repository.ts";
import { commit } from "../folder/commit.ts";
import { push } from "../history/remotes.ts";
import { operate } from "./operation.ts";

let workshop: CodeWorkshop;
afterEach(() => workshop?.close());

function hook(name: string, script: string): void {
  const file = join(workshop.folder, ".git/hooks", name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

async function failureOfCommit() {
  writeFiles(workshop.folder, { "a.txt": "two\n" });
  git(workshop.folder, "add", "a.txt");
  const wish = { message: "feat: x", isAmend: false, isSignedOff: false, isHookless: false, isAll: false };
  const { end } = await eventsOf(commit(workshop.place, wish));
  return end.ok ? null : end.failure;
}

test("the run of stages that a hook of ours had made is named", async () => {
  workshop = openCodeWorkshop();
  hook("pre-commit", "echo 'Run 7 (r42), 1 stage'; echo 'millrace: A stage failed, so nothing was committed. git commit' >&2; exit 1");
  expect(await failureOfCommit()).toMatchObject({ message: "A stage failed, so nothing was committed.", hook: { runId: "r42" } });
});

test("whatever a hook prints, it is said that it was the hook", async () => {
  workshop = openCodeWorkshop();
  hook("commit-msg", "echo 'error: no number'; exit 3");
  expect(await failureOfCommit()).toMatchObject({ message: "The hook commit-msg refused the commit.", hook: { runId: null } });
});

test("a push that a hook refused is told from one that the other side refused", async () => {
  workshop = openCodeWorkshop();
  const { folder, place } = workshop;
  const there = join(folder, ".git/there.git");
  git(folder, "init", "--quiet", "--bare", there);
  git(folder, "remote", "add", "origin", there);
  const failureOfPush = async () => {
    const request = { hasTags: false, isForced: false, isUpstreamSet: true };
    const { end } = await eventsOf(operate(place, (tools) => push(folder, tools, request)));
    return end.ok ? null : end.failure;
  };
  hook("pre-push", "echo no >&2; exit 1");
  expect(await failureOfPush()).toMatchObject({ message: "The hook pre-push refused the push.", hook: { runId: null } });
  hook("pre-push", "exit 0");
  expect(await failureOfPush()).toBeNull();
  writeFileSync(join(there, "hooks/pre-receive"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  commitAll(folder, "feat: y");
  expect(await failureOfPush()).toMatchObject({ message: "The other side did not take it.", hook: null });
});

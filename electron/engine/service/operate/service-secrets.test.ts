import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KeptServices } from "../../../../e2e/fixtures/kept-services.ts";
import { keyFile, keysInFile, openVault } from "../../secret/secret.ts";
import { listSecrets } from "../project/secrets.ts";

const vaultOf = ({ home }: KeptServices) => openVault(home, keysInFile(keyFile(process.env), home, null));

let kept: KeptServices;
beforeEach(async () => {
  kept = new KeptServices();
  const set = await vaultOf(kept).set({ project: kept.project, environment: "", name: "TOKEN", value: "a very secret token" });
  if (!set.ok) throw new Error(set.failure.message);
});
afterEach(() => kept.close());

const log = () => {
  const { id, logSequence } = kept.named("web");
  return readFileSync(join(kept.home, "services", kept.projectId, id, `${logSequence}.log`), "utf8");
};

test("a service is given its secrets, and its log has none of them, whether its host lives, is killed, or another one goes on", async () => {
  const run = 'i=0; while :; do i=$((i+1)); echo "line $i: $TOKEN."; sleep 0.02; done';
  kept.describe({ web: { run, secrets: ["TOKEN"], ready: { log: "^line 3:" } } });
  const listed = await listSecrets(vaultOf(kept), kept.project);
  expect(listed.ok && listed.value.secrets).toMatchObject([{ name: "TOKEN", isSet: true, stages: ["service:web"] }]);
  await kept.start();
  await kept.untilState("web", "ready");
  const pid = kept.named("web").process?.pid;
  for (let round = 0; round < 3; round += 1) {
    kept.killHosts();
    const before = log().length;
    await sleep(100);
    await kept.recover();
    while (log().length < before + 200) await sleep(10);
  }
  await kept.stop();
  const lines = log().trimEnd().split("\n");
  expect([kept.named("web").startNumber, typeof pid]).toEqual([1, "number"]);
  expect(log()).not.toContain("secret");
  expect(lines.filter((line) => /^line \d+: \*\*\*\.$/.test(line)).length).toBeGreaterThan(20);
});

import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DeployShop, quickHealth, valueIn } from "../../../../e2e/fixtures/deploy-shop.ts";
import type { DeploymentId } from "../../../../shared/ids.ts";

/*
 * Whoever carries a deployment out is killed without a warning. Afterwards the target serves one release as a whole, and the
 * history says which.
 */

let shop: DeployShop;
beforeEach(async () => {
  shop = new DeployShop();
  await shop.startEngine();
  await shop.openProject();
});
afterEach(() => shop.close());

/** Kills every process of this shop that is this program. */
function kill(program: string): void {
  const found = readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const [environment, command] = ["environ", "cmdline"].map((file) => readFileSync(`/proc/${name}/${file}`, "utf8"));
      return environment?.includes(`MILLRACE_TEST_SHOP=${shop.folder}\0`) === true && command?.includes(`/${program}.`) === true;
    } catch {
      // It ended while we looked.
      return false;
    }
  });
  expect(found.length).toBeGreaterThan(0);
  for (const id of found) process.kill(Number(id), "SIGKILL");
}

/** How it ended, once somebody has looked. */
async function settled(id: DeploymentId) {
  return shop.until(id, "deployed", "rolled-back", "failed", "canceled");
}

/** A target whose own commands wait where they are told, and which says what it serves. */
const commands = (run: string) => ({ deploy: { type: "command", run, status: "cat served 2>/dev/null || true" } });
const serve = 'echo "$MILLRACE_RELEASE" > served';

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await pause(20);
}

const has = (file: string) => readdirSync(shop.project).includes(file);

describe.each(["deploy-program", "run-host"])("the %s", (program) => {
  test("is killed before the switch: what was there serves, and the deployment failed", async () => {
    shop.environments({ staging: commands(serve) });
    const good = await shop.deploy("staging", shop.release("1.0.0"));
    shop.environments({ staging: commands(`touch began; sleep 60; ${serve}`) });
    const { id } = valueIn(await shop.start("staging", shop.release("1.1.0")));
    await until(() => has("began"));
    kill(program);
    const end = await settled(id);
    expect([end.state, end.detail]).toEqual(["failed", "Its process vanished. A look found that the target serves 1.0.0."]);
    expect((await shop.environment("staging")).current?.id).toBe(good.id);
  });

  test("is killed after the switch: the new release serves, and has not been in good health", async () => {
    const health = quickHealth(shop, "staging", "1m");
    shop.environments({ staging: {}, production: { needs: ["staging"] } });
    await shop.deploy("staging", shop.release("1.0.0"));
    shop.environments({ staging: { health }, production: { needs: ["staging"] } });
    const second = shop.release("1.1.0");
    const { id } = valueIn(await shop.start("staging", second));
    await shop.until(id, "watching");
    kill(program);
    const end = await settled(id);
    expect([end.state, shop.served("staging")]).toEqual(["deployed", "this is 1.1.0"]);
    const staging = await shop.environment("staging");
    expect([staging.current?.id, staging.drift?.state]).toEqual([id, "as-deployed"]);
    expect(await shop.start("production", second)).toMatchObject({ ok: false, failure: { code: "gate-closed" } });
  });
});

test("engines come and go while a deployment goes on, and find what became of it", async () => {
  shop.environments({ staging: { deploy: { ...shop.directory("staging"), after: "sleep 0.5" } } });
  const { id } = valueIn(await shop.start("staging", shop.release("1.0.0")));
  shop.closeEngines();
  await shop.startEngine();
  expect([(await shop.ended(id)).state, shop.served("staging")]).toEqual(["deployed", "this is 1.0.0"]);
});

test("what vanished while no engine was there is found out by the next one", async () => {
  shop.environments({ staging: commands(serve) });
  const good = await shop.deploy("staging", shop.release("1.0.0"));
  shop.environments({ staging: commands(`touch began; sleep 60; ${serve}`) });
  const { id } = valueIn(await shop.start("staging", shop.release("1.1.0")));
  await until(() => has("began"));
  shop.closeEngines();
  kill("run-host");
  await shop.startEngine();
  expect((await settled(id)).state).toBe("failed");
  expect((await shop.environment("staging")).current?.id).toBe(good.id);
});

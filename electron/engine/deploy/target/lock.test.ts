import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { LocalTarget } from "./local-target.ts";
import { lockText } from "./lock.ts";

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
});
afterEach(() => remove());

const times = 50;

test("of many who take and give back a lock, exactly one has it at a time", async () => {
  let holders = 0;
  const take = async (id: string) => {
    const target = new LocalTarget({ name: "site", path: folder, lockText: lockText(id, id), environment: {} });
    await target.prepare();
    for (let taken = 0; taken < times; ) {
      const held = await target.lock();
      if (held.ok && held.value !== null) {
        expect(held.value.silentMs).toBeLessThan(Number.POSITIVE_INFINITY);
        continue;
      }
      holders += 1;
      expect([held, holders, await target.beat()]).toEqual([{ ok: true, value: null }, 1, { ok: true, value: null }]);
      holders -= 1;
      expect(await target.unlock()).toEqual({ ok: true, value: null });
      taken += 1;
    }
  };
  await Promise.all(["a1", "b2", "c3"].map(take));
});

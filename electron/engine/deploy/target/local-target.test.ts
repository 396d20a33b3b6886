import { expect, test } from "vitest";
import { LocalTarget } from "./local-target.ts";

test.skipIf(process.platform !== "linux")("a place where no folder can be made is refused, and not tried for ever", async () => {
  const target = new LocalTarget({ name: "site", path: "/proc/no/site", lockText: "millrace:a1:ada", environment: {} });
  const prepared = await target.prepare();
  expect(prepared).toMatchObject({ ok: false, failure: { code: "target-refused", message: expect.stringContaining("ENOENT") } });
});

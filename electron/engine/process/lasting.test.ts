import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { endLasting, identityOf } from "./process.ts";

test.skipIf(process.platform !== "linux")("who got the pid of a process that has ended is left alone (Linux only)", async () => {
  const stranger = spawn("sleep", ["1000"], { detached: true, stdio: "ignore" });
  const pid = stranger.pid ?? expect.fail("nothing was started");
  for (const identity of ["another boot/12", null]) await endLasting({ pid, identity, cookie: "s1@nobody" }, "SIGTERM", 10);
  const identity = identityOf(pid);
  expect(identity).not.toBeNull();
  await endLasting({ pid, identity, cookie: "s1@nobody" }, "SIGTERM", 10_000);
  if (stranger.signalCode === null) await once(stranger, "exit");
  expect(stranger.signalCode).toBe("SIGTERM");
});

import { tmpdir, totalmem } from "node:os";
import { describe, expect, test } from "vitest";
import { busyPercent, createHostMetrics } from "./host-metrics.ts";
import { parseLoad, parseMemory, parseNetwork, parseProcessorTimes } from "./parse-proc.ts";

describe("what Linux says of itself", () => {
  test("times of all cores: waiting for a disk is not work, and guests are not counted twice", () => {
    const text = "cpu  100 10 50 800 40 5 5 10 90 0\ncpu0 50 5 25 400 20 3 2 5 45 0\nintr 12\n";
    expect(parseProcessorTimes(text)).toEqual({ busy: 180, total: 1_020 });
    expect(parseProcessorTimes("intr 12\n")).toBeNull();
  });

  test("memory in use is what programs could not have", () => {
    expect(parseMemory("MemTotal:  1000 kB\nMemFree:  100 kB\nMemAvailable:  400 kB\n")).toBe(600 * 1024);
    expect(parseMemory("MemTotal:  1000 kB\nMemFree:  100 kB\n")).toBe(900 * 1024);
    expect(parseMemory("")).toBeNull();
  });

  test("the load of the last minute", () => {
    expect(parseLoad("0.52 0.58 0.59 1/389 12345\n")).toBe(0.52);
    expect(parseLoad("")).toBeNull();
  });

  test("traffic of all cards but the machine's own, also where no space follows the name", () => {
    const text = [
      "Inter-|   Receive                    |  Transmit",
      " face |bytes packets errs drop fifo frame compressed multicast|bytes packets",
      "    lo: 999 1 0 0 0 0 0 0 999 1 0 0 0 0 0 0",
      "  eth0:1000 1 0 0 0 0 0 0 200 1 0 0 0 0 0 0",
      " wlan0: 30 1 0 0 0 0 0 0 4 1 0 0 0 0 0 0",
    ].join("\n");
    expect(parseNetwork(text)).toEqual({ receivedBytes: 1_030, sentBytes: 204 });
    expect(parseNetwork("    lo: 999 1 0 0 0 0 0 0 999 1 0 0 0 0 0 0")).toBeNull();
  });
});

test("counters that began anew say nothing", () => {
  expect(busyPercent({ busy: 10, total: 100 }, { busy: 60, total: 200 })).toBe(50);
  expect(busyPercent({ busy: 10, total: 100 }, { busy: 1, total: 20 })).toBeNull();
  expect(busyPercent(null, { busy: 1, total: 20 })).toBeNull();
});

test("this machine is measured, rates from the second time on and not when the clock was set back", async () => {
  let at = 1_000;
  const metrics = createHostMetrics(tmpdir(), () => at);
  const names = async () => (await metrics.sample()).map(({ series }) => series);
  const first = await metrics.sample();
  expect(first.map(({ series }) => series)).not.toContain("host/cpu");
  const memory = first.find(({ series }) => series === "host/memory");
  expect(memory?.value).toBeGreaterThan(0);
  expect(memory?.value).toBeLessThan(totalmem());
  expect(first.find(({ series }) => series === "host/disk")?.value).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  at += 50;
  expect(await names()).toContain("host/cpu");
  at -= 3_600_000;
  expect(await names()).not.toContain("host/cpu");
});

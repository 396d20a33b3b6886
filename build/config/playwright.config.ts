import { defineConfig } from "playwright/test";
import type { HostOptions } from "../../e2e/fixtures/test.ts";

// One set of specs, two hosts. Nothing is tried twice: a spec that passes only sometimes has found something.
export default defineConfig<HostOptions>({
  testDir: "../../e2e/specs",
  outputDir: "../../test-results",
  fullyParallel: true,
  // They wait for processes more than they compute.
  workers: 5,
  retries: 0,
  // Generous: a busy machine may be ten times as slow, and only what fails waits so long.
  timeout: 120_000,
  forbidOnly: process.env.CI !== undefined,
  expect: { timeout: 30_000 },
  projects: [
    { name: "browser", use: { hostKind: "browser" } },
    { name: "electron", use: { hostKind: "electron" } },
  ],
});

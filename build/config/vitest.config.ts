import { defineConfig } from "vitest/config";

const never = ["node_modules/**", "build/out/**"];

// Unit and property tests stand beside the code; browser specs have their own runner in e2e/.
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    exclude: never,
    environment: "node",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is waited for comes late on a machine under load: only the test's own limit says that it never comes.
    expect: { poll: { timeout: 50_000 } },
    // Most tests wait for processes more than they compute: four keep two cores at work.
    maxWorkers: 4,
    globalSetup: new URL("../checks/fresh-build.ts", import.meta.url).pathname,
    // Without a fresh build, programs are started from their sources by the hundred: what Node made of those is kept.
    env: { NODE_COMPILE_CACHE: new URL("../../node_modules/.cache/millrace-tests", import.meta.url).pathname },
    projects: [
      {
        extends: true,
        test: {
          name: "parts",
          include: ["electron/**/*.test.ts", "renderer/**/*.test.{ts,tsx}", "build/**/*.test.ts", "e2e/unit/**/*.test.ts"],
        },
      },
      // What is shared only computes, and nothing of it outlasts a test: its files need no process each.
      { extends: true, test: { name: "shared", include: ["shared/**/*.test.ts"], isolate: false } },
    ],
  },
});

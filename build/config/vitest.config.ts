import { defineConfig } from "vitest/config";

/** Stores of the window are one for all of its process, and what starts processes looks at those of its own. */
const alone = ["renderer/**/*.test.{ts,tsx}", "electron/engine/process/**/*.test.ts"];

// Unit and property tests stand beside the code; browser specs have their own runner in e2e/.
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    exclude: ["node_modules/**", "build/out/**"],
    environment: "node",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Most tests wait for processes more than they compute: three keep two cores at work.
    maxWorkers: 3,
    // Of tests beside each other in one file nearly all wait.
    maxConcurrency: 16,
    // Programs are started from their sources by the hundred: what Node made of those is kept, which halves their cost.
    env: { NODE_COMPILE_CACHE: new URL("../../node_modules/.cache/millrace-tests", import.meta.url).pathname },
    projects: [
      { extends: true, test: { name: "alone", include: alone } },
      {
        extends: true,
        test: {
          name: "together",
          include: ["shared/**/*.test.ts", "electron/**/*.test.ts", "build/**/*.test.ts", "e2e/unit/**/*.test.ts"],
          exclude: ["node_modules/**", "build/out/**", ...alone],
          // To load its imports anew for each of three hundred files takes a tenth of the time.
          isolate: false,
        },
      },
    ],
  },
});

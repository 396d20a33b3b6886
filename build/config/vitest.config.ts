import { defineConfig } from "vitest/config";

// Unit and property tests stand beside the code; browser specs have their own runner in e2e/.
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    include: ["shared/**/*.test.ts", "electron/**/*.test.ts", "renderer/**/*.test.{ts,tsx}", "build/**/*.test.ts", "e2e/unit/**/*.test.ts"],
    exclude: ["node_modules/**", "build/out/**"],
    environment: "node",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});

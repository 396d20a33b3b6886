import { join } from "node:path";
import { root } from "../bootstrap/root.mjs";

/** One check: a program of ours or of a package, run with this Node. */
export interface CheckStep {
  readonly name: string;
  /** The program and its parameters, relative to the checkout. */
  readonly command: readonly string[];
  /** Whether it leaves a report of single tests; otherwise it counts as one by its exit code. */
  readonly hasTests: boolean;
}

const configuration = "build/config";
const typescript = (project: string): CheckStep => ({
  name: `types of ${project}`,
  command: ["node_modules/tsc7/bin/tsc", "-p", `${configuration}/tsconfig.${project}.json`],
  hasTests: false,
});
const biome = (name: string, ...parameters: string[]): CheckStep => ({
  name,
  command: ["node_modules/@biomejs/biome/bin/biome", ...parameters, `--config-path=${configuration}/biome`, "."],
  hasTests: false,
});
const playwright = (name: string, project: string): CheckStep => ({
  name,
  command: [
    "node_modules/playwright/cli.js",
    "test",
    "--config",
    `${configuration}/playwright.config.ts`,
    "--project",
    project,
    `--reporter=line,${join(root, "build/checks/playwright-reporter.ts")}`,
  ],
  hasTests: true,
});

/** All checks that need no browser, in their order. */
export const plainSteps: readonly CheckStep[] = [
  biome("format", "check", "--linter-enabled=false", "--reporter=summary"),
  typescript("shared"),
  typescript("electron"),
  typescript("renderer"),
  typescript("tests"),
  biome("lint", "lint", "--error-on-warnings"),
  { name: "house rules", command: ["build/house-rules.ts"], hasTests: false },
  {
    name: "dependency rules",
    command: [
      "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs",
      "--config",
      `${configuration}/dependency-cruiser.cjs`,
      "shared",
      "electron",
      "renderer",
      "build",
      "e2e",
    ],
    hasTests: false,
  },
  {
    name: "unused code",
    command: ["node_modules/knip/bin/knip.js", "--config", `${configuration}/knip.json`, "--no-progress"],
    hasTests: false,
  },
  // Before the tests, which start what was built by the hundred.
  { name: "build", command: ["build/bundle.ts"], hasTests: false },
  {
    name: "unit tests",
    command: [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--config",
      `${configuration}/vitest.config.ts`,
      "--reporter=default",
      "--reporter=build/checks/vitest-reporter.ts",
    ],
    hasTests: true,
  },
];

/** The specs, against the window in a browser. */
export const browserStep: CheckStep = playwright("browser specs", "browser");

/** The same specs, against Electron; each says by name when its binary is missing. */
export const electronStep: CheckStep = playwright("electron specs", "electron");

import type { PipelineStage } from "../../../shared/contract/schemas.ts";
import { reportSnippet } from "../../../shared/pipeline/report-snippet.ts";

/** How one tool is told to write a report. */
export interface ReportRecipe {
  readonly tool: string;
  /** What is added to its command line; empty for a tool that writes one anyway. */
  readonly flags: string;
  /** Finds the tool in a command. */
  readonly pattern: RegExp;
  /** What the pipeline's file names. */
  readonly report: string;
}

const junit = "reports/unit.xml";

/** The tools that are asked for most. */
export const recipes: readonly ReportRecipe[] = [
  {
    tool: "Node",
    // Node makes no folder for its report.
    flags: "--test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=unit.xml",
    pattern: /\bnode\b.*--test\b/,
    report: "unit.xml",
  },
  { tool: "Vitest", flags: `--reporter=default --reporter=junit --outputFile.junit=${junit}`, pattern: /\bvitest\b/, report: junit },
  { tool: "Jest", flags: "--reporters=default --reporters=jest-junit", pattern: /\bjest\b/, report: "junit.xml" },
  { tool: "Mocha", flags: "--reporter=xunit --reporter-option=output=unit.xml", pattern: /\bmocha\b/, report: "unit.xml" },
  { tool: "pytest", flags: `--junitxml=${junit}`, pattern: /\bpy\.?test\b/, report: junit },
  { tool: "Go", flags: "-json > unit.jsonl", pattern: /\bgo test\b/, report: "unit.jsonl" },
  { tool: "PHPUnit", flags: `--log-junit ${junit}`, pattern: /\bphpunit\b/, report: junit },
  { tool: "CTest", flags: "--output-junit unit.xml", pattern: /\bctest\b/, report: "**/unit.xml" },
  { tool: "Gradle", flags: "", pattern: /\bgradlew?\b/, report: "**/build/test-results/**/*.xml" },
  { tool: "Maven", flags: "", pattern: /\bmvnw?\b/, report: "**/target/surefire-reports/*.xml" },
];

/** The tool that a stage seems to run; `null` when its commands do not tell. */
export function recipeOf(stage: Pick<PipelineStage, "commands"> | null): ReportRecipe | null {
  const text = stage?.commands.join("\n") ?? "";
  return recipes.find(({ pattern }) => pattern.test(text)) ?? null;
}

/** The lines that name a stage's test reports, with the file that its tool writes. */
export function testReportSnippet(stage: Pick<PipelineStage, "name" | "commands"> | null): string {
  return reportSnippet(stage, "tests", recipeOf(stage)?.report ?? "reports/*.xml");
}

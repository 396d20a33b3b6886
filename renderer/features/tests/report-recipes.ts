import type { PipelineStage } from "../../../shared/contract/schemas.ts";

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

/** The stage that most likely runs tests: the first of the test phase, else one that is called so. */
export function testStageOf<Stage extends Pick<PipelineStage, "name" | "phase">>(stages: readonly Stage[]): Stage | null {
  return stages.find(({ phase }) => phase === "test") ?? stages.find(({ name }) => /\b(tests?|unit|spec)\b/i.test(name)) ?? null;
}

/** The lines that name a report, as they would stand in `millrace.yml`: of the project's own stage where there is one. */
export function reportSnippet(stage: Pick<PipelineStage, "name" | "commands"> | null): string {
  const [command = "npm test", ...more] = stage?.commands ?? [];
  const report = recipeOf(stage)?.report ?? "reports/*.xml";
  const isPlain = more.length === 0 && !command.includes("\n");
  return [
    `  ${keyOf(stage?.name ?? "unit")}:`,
    "    phase: test",
    ...(isPlain ? [`    run: ${scalarOf(command)}`] : []),
    "    reports:",
    `      tests: [${scalarOf(report)}]`,
    "",
  ].join("\n");
}

/** Quotes what YAML would read as something else. */
function scalarOf(text: string): string {
  const isPlain = /^[A-Za-z0-9./][^:#{}[\],&*!|>'"%@`]*$/.test(text) && !/\s$/.test(text);
  return isPlain ? text : `'${text.replaceAll("'", "''")}'`;
}

function keyOf(name: string): string {
  return /^[\w-]+$/.test(name) ? name : `'${name.replaceAll("'", "''")}'`;
}

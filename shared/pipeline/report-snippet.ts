/** What of a stage is written down. */
export interface SnippetStage {
  readonly name: string;
  readonly commands: readonly string[];
}

/** The stage that most likely runs tests: the first of the test phase, else one that is called so. */
export function testStageOf<Stage extends { readonly name: string; readonly phase: string }>(stages: readonly Stage[]): Stage | null {
  return stages.find(({ phase }) => phase === "test") ?? stages.find(({ name }) => /\b(tests?|unit|spec)\b/i.test(name)) ?? null;
}

/** The lines that name a report, as they would stand in `millrace.yml`: of the project's own stage where there is one. */
export function reportSnippet(stage: SnippetStage | null, kind: "tests" | "coverage", report: string): string {
  const [command = "npm test", ...more] = stage?.commands ?? [];
  const isPlain = more.length === 0 && !command.includes("\n");
  return [
    `  ${keyOf(stage?.name ?? "unit")}:`,
    "    phase: test",
    ...(isPlain ? [`    run: ${scalarOf(command)}`] : []),
    "    reports:",
    `      ${kind}: [${scalarOf(report)}]`,
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

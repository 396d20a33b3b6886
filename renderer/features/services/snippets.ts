/** The lines that make services, as they would stand in `millrace.yml`: one that is needed, and one that needs it. */
export function serviceSnippet(isWholeFile: boolean): string {
  return linesOf(isWholeFile, [
    "services:",
    "  db:",
    "    run: redis-server --port 6380",
    "    port: 6380",
    "  web:",
    "    needs: [db]",
    "    run: node server.js",
    "    port: 8080",
    "    live: { http: 'http://127.0.0.1:8080/healthz' }",
  ]);
}

/** The lines that make a runbook: one that asks for something, and wants to be confirmed. */
export function runbookSnippet(isWholeFile: boolean): string {
  return linesOf(isWholeFile, [
    "runbooks:",
    "  flush-cache:",
    "    description: Forgets what is cached of one region.",
    '    run: redis-cli -n 1 del "$REGION"',
    "    parameters:",
    "      REGION: { type: choice, choices: [eu, us] }",
    "    confirm: flush",
    "    limit: { perHour: 6 }",
  ]);
}

function linesOf(isWholeFile: boolean, lines: readonly string[]): string {
  return [...(isWholeFile ? ["version: 1"] : []), ...lines, ""].join("\n");
}

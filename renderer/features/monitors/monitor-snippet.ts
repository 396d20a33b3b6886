/** The lines that make monitors, as they would stand in `millrace.yml`. */
export function monitorSnippet(isWholeFile: boolean): string {
  return [
    ...(isWholeFile ? ["version: 1"] : []),
    "monitors:",
    "  home:",
    "    http: http://127.0.0.1:8080/",
    "    every: 10s",
    "    slow: 500ms",
    "    objective: { target: 99.9, over: 30d }",
    "  database:",
    "    tcp: 127.0.0.1:5432",
    "  certificate:",
    "    tls: example.com:443",
    "    every: 1h",
    "    expires: 21d",
    "",
  ].join("\n");
}

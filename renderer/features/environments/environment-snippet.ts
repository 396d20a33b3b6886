/** The lines that make environments, as they would stand in `millrace.yml`: one that takes releases by itself, one that asks. */
export function environmentSnippet(isWholeFile: boolean): string {
  return [
    ...(isWholeFile ? ["version: 1"] : []),
    "environments:",
    "  staging:",
    "    auto: true",
    "    deploy: { type: directory, path: ~/sites/staging }",
    "    health: { http: 'http://127.0.0.1:8081/' }",
    "  production:",
    "    needs: [staging]",
    "    approval: true",
    "    deploy: { type: ssh, host: shop, path: /srv/shop }",
    "",
  ].join("\n");
}

/**
 * The variables of a `.env` file as foreman reads it: `NAME=value` a line; single quotes are taken off; of double quotes,
 * too, and `\n` becomes a line feed there and `\x` an x. Everything else is passed over. Nothing is substituted or executed.
 */
export function parseEnvFile(text: string): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^([A-Za-z_][A-Za-z_0-9]*)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined && !value.includes("\0")) variables[name] = plainValue(value);
  }
  return variables;
}

function plainValue(value: string): string {
  if (/^'.*'$/.test(value)) return value.slice(1, -1);
  if (!/^".*"$/.test(value)) return value;
  return value.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => (letter === "n" ? "\n" : letter));
}

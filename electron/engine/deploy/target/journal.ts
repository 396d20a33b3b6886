/** What a target remembers of deployments. The link `current` alone says what serves. */
export interface Journal {
  /** A switch that began and whose end nobody wrote down. */
  readonly switching: { readonly name: string; readonly deployment: string } | null;
  /** Names of releases that served, the newest first, each once. */
  readonly served: readonly string[];
}

/** More than any target keeps. */
const mostServed = 2_000;

/** Writes a journal: a line for each thing. */
export function formatJournal({ switching, served }: Journal): string {
  const lines = [
    ...(switching === null ? [] : [`switching ${switching.name} ${switching.deployment}`]),
    ...served.slice(0, mostServed).map((name) => `served ${name}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** Reads a journal; what is not understood is passed over. */
export function parseJournal(text: string): Journal {
  let switching: Journal["switching"] = null;
  const served = new Set<string>();
  for (const line of text.split("\n")) {
    const [word, name = "", deployment = ""] = line.split(" ");
    if (name === "") continue;
    if (word === "switching") switching = { name, deployment };
    else if (word === "served") served.add(name);
  }
  return { switching, served: [...served] };
}

/** With one that serves now. */
export function withServing({ served }: Journal, name: string): Journal {
  return { switching: null, served: [name, ...served.filter((other) => other !== name)] };
}

/**
 * Which releases go, so that `keep` stay: those that served last, what serves and what served before always among them. Who
 * never served goes first.
 */
export function surplus(releases: readonly string[], { served }: Journal, serving: string | null, keep: number): string[] {
  const order = [serving, ...served].filter((name) => name !== null);
  const staying = new Set([...new Set(order)].filter((name) => releases.includes(name)).slice(0, Math.max(2, keep)));
  return releases.filter((name) => !staying.has(name));
}

import fc from "fast-check";
import { lexer, type Token } from "marked";
import { expect, test } from "vitest";
import type { Incident, TimelineEntry } from "../../../shared/contract/incidents.ts";
import { deploymentId, incidentId, projectId } from "../../../shared/ids.ts";
import { exportIncident, type IncidentFacts } from "./markdown.ts";

const incident: Incident = {
  ...{ id: incidentId(3), projectId: projectId(1), number: 3, title: "home is down", severity: "major", state: "resolved" },
  ...{ openedBy: "an alert", openedAt: 1_000, acknowledgedAt: 61_000, acknowledgedBy: "ada", resolvedAt: 121_000, resolvedBy: "ada" },
  ...{ timeToAcknowledgeMs: 60_000, timeToRestoreMs: 120_000, openAlerts: 0 },
};

function entry(at: number, kind: TimelineEntry["kind"], text: string, more: Partial<TimelineEntry> = {}): TimelineEntry {
  return { at, kind, text, person: null, deploymentId: null, alertId: null, runId: null, commit: null, ...more };
}

function factsWith({ title = "home is down", note = "looked at it", subject = "feat: cart", person = "ada", conclusion = "a bad index" }) {
  const facts: IncidentFacts = {
    project: person,
    incident: { ...incident, title, acknowledgedBy: person },
    suspects: [
      {
        ...{ deploymentId: deploymentId(30), environment: "production", version: "1.4.0", before: "1.3.0", at: 500, isCurrent: true },
        commits: [{ commit: "0123456789abcdef", subject, author: person, committedAt: 400 }],
      },
    ],
    timeline: [
      entry(400, "commit", subject, { commit: "0123456789abcdef", person }),
      entry(500, "deployment", "production: 1.4.0 in place of 1.3.0", { deploymentId: deploymentId(30) }),
      entry(1_000, "alert", title),
      entry(2_000, "note", note, { person }),
      entry(121_000, "resolved", conclusion, { person }),
    ],
  };
  return exportIncident(facts).markdown;
}

test("tells facts, what it was, what may be the cause, and what happened", () => {
  expect(factsWith({})).toBe(`# Incident 3: home is down

| | |
| --- | --- |
| Project | ada |
| State | resolved |
| Severity | major |
| Opened | 1970-01-01 00:00:01 UTC, by an alert |
| Acknowledged | 1970-01-01 00:01:01 UTC, by ada, after 1 m 00 s |
| Resolved | 1970-01-01 00:02:01 UTC, by ada, after 2 m 00 s |

## What it was

> a bad index

## What may be the cause

- production: 1.4.0 in place of 1.3.0, 1970-01-01 00:00:00 UTC (d30, serves still)
  - \`0123456789\` feat: cart (ada)

## What happened

- 1970-01-01 00:00:00 UTC **Commit** \`0123456789\` by ada: feat: cart
- 1970-01-01 00:00:00 UTC **Deployment**: production: 1.4.0 in place of 1.3.0
- 1970-01-01 00:00:01 UTC **Alert**: home is down
- 1970-01-01 00:00:02 UTC **Note** by ada

  > looked at it

- 1970-01-01 00:02:01 UTC **Resolved** by ada

  > a bad index
`);
});

/** Headings and the other blocks of the document itself, without what stands in quotes. */
function shapeOf(markdown: string): string[] {
  const shape: string[] = [];
  const walk = (tokens: readonly Token[]) => {
    for (const token of tokens) {
      if (token.type === "html") shape.push(`html ${token.raw}`);
      // An address that stands as it is may be followed.
      if (token.type === "link" && token.raw === token.text) continue;
      if (token.type === "space" || token.type === "text" || token.type === "escape") continue;
      shape.push(token.type);
      if (token.type === "blockquote") {
        expect(htmlIn(token)).toEqual([]);
        continue;
      }
      for (const child of childrenOf(token)) walk(child);
    }
  };
  walk(lexer(markdown, { gfm: true }));
  return shape;
}

function childrenOf(token: Token): Token[][] {
  const { tokens, items, header, rows } = token as {
    tokens?: Token[];
    items?: Token[];
    header?: { tokens: Token[] }[];
    rows?: { tokens: Token[] }[][];
  };
  return [tokens ?? [], items ?? [], ...(header ?? []).map((cell) => cell.tokens), ...(rows ?? []).flat().map((cell) => cell.tokens)];
}

function htmlIn(token: Token): string[] {
  if (token.type === "code" || token.type === "codespan") return [];
  return [...(token.type === "html" ? [token.raw] : []), ...childrenOf(token).flat().flatMap(htmlIn)];
}

const nasty = [
  ...[
    "# A heading",
    "```",
    "````js",
    "~~~",
    "<!--",
    "<div>",
    "</details>",
    "<script>",
    "![x](y)",
    "[a]: http://b",
    "| a | b |",
    "---",
    "===",
  ],
  ...[
    "- item",
    "  - item",
    "> quote",
    "    code",
    "\t",
    "`",
    "``",
    "**",
    "__a_",
    "&lt;",
    "\\",
    "[x](javascript:alert(1))",
    "a",
    "",
    "1. one",
  ],
  ...["- ```", "  ```", "<a href=x>", "<https://example.org>", "\u2028", "$x$", "~~gone~~", "\r", "\u202e"],
];
const textArbitrary = fc
  .array(fc.constantFrom(...nasty), { maxLength: 8 })
  .chain((parts) => fc.constantFrom(parts.join("\n"), parts.join(" ")));

test("no note, title, subject or name becomes structure of the document, or leaves its place", () => {
  const plain = shapeOf(factsWith({}));
  fc.assert(
    fc.property(
      fc.array(textArbitrary, { minLength: 5, maxLength: 5 }),
      ([title = "", note = "", subject = "", person = "", conclusion = ""]) => {
        const given = {
          title: `t ${title}`,
          note: `n\n${note}`,
          subject: `s ${subject}`,
          person: `p ${person}`,
          conclusion: `c\n${conclusion}`,
        };
        expect(shapeOf(factsWith(given))).toEqual(plain);
      },
    ),
    { numRuns: 1_500 },
  );
});

test("a file is named by its number and title", () => {
  const named = (title: string) =>
    exportIncident({ incident: { ...incident, title }, timeline: [], suspects: [], project: "shop" }).fileName;
  expect(named("Überall: ../../etc/passwd is down!")).toBe("incident-3-uberall-etc-passwd-is-down.md");
  expect(named("日本")).toBe("incident-3.md");
});

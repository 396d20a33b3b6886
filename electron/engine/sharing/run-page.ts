import type { RunComparison } from "../../../shared/contract/health.ts";
import type { LogLine } from "../../../shared/contract/logs.ts";
import type { RunDetail } from "../../../shared/contract/runs.ts";
import type { Artifact, StageRun } from "../../../shared/contract/schemas.ts";
import type { StageRunId } from "../../../shared/ids.ts";
import { findCause } from "../../../shared/run-cause.ts";
import { currentStages, lookOf, titleOf } from "../../../shared/stage-groups.ts";
import { formatBytes, formatDuration } from "../../../shared/time.ts";
import { triggerPhrase } from "../../../shared/trigger-words.ts";
import { logMarkup } from "./log-markup.ts";
import { createHtml, type Html, type Markup } from "./markup.ts";
import { pageHead } from "./page-style.ts";
import { type LineBudget, shownLines } from "./shown-lines.ts";
import { timelineMarkup } from "./timeline-markup.ts";

/** What a page tells of one run. */
export interface RunPageFacts {
  readonly project: string;
  readonly detail: RunDetail;
  readonly artifacts: readonly Artifact[];
  /** `null` when no report was read. */
  readonly tests: {
    readonly passed: number;
    readonly failed: number;
    readonly skipped: number;
    /** Those that failed, up to a bound. */
    readonly failing: readonly { readonly suite: string; readonly name: string; readonly message: string }[];
  } | null;
  /** `null` when it could not be made. */
  readonly comparison: RunComparison | null;
  readonly now: number;
}

/** The log of one stage, as far as the page asks for it. */
export interface RunPageLog {
  /** How many lines it has. */
  readonly totalLines: number;
  /** Why there is none although there was; `null` mostly. */
  readonly missing: string | null;
  /** Where it went wrong: numbers of lines. */
  readonly places: readonly number[];
  read(fromLine: number, limit: number): Promise<readonly LogLine[]>;
}

/** What a page is made with. */
export interface RunPageParts {
  readonly facts: RunPageFacts;
  readonly logOf: (id: StageRunId) => Promise<RunPageLog>;
  /** Takes the values of secrets out of a text. */
  readonly redact: (text: string) => string;
}

// What went wrong is told at length; what passed is told by how it began and ended.
const wholeStory: LineBudget = { head: 500, tail: 2_000, around: 30 };
const shortStory: LineBudget = { head: 100, tail: 300, around: 10 };
/** So many lines are made HTML at once: what is in memory does not grow with the log. */
const linesAtOnce = 500;
const mostArtifacts = 500;
const mostCommits = 100;
const mostFiles = 200;

/** A run as one HTML page, piece by piece. It loads nothing, runs nothing and needs nothing. */
export async function* runPage({ facts, logOf, redact }: RunPageParts): AsyncGenerator<string, void, void> {
  const html = createHtml(redact);
  const { project, detail } = facts;
  const title = `Run ${detail.run.number} of ${project}: ${detail.run.status}`;
  yield html`<!doctype html>
<html lang="en">
<head>
${{ html: pageHead }}
<title>${title}</title>
</head>
<body>
<main>
${headMarkup(html, facts)}
`.html;
  const stages = currentStages(detail.stages);
  const timeline = timelineMarkup(html, stages);
  if (timeline !== null) yield html`<h2>Timeline</h2><div class="card">${timeline}</div>`.html;
  yield html`<h2>Stages</h2>`.html;
  for (const stage of stages) yield* stagePieces(html, stage, facts.detail.commands[stage.name] ?? [], await logOf(stage.id), redact);
  for (const part of [testsMarkup, artifactsMarkup, changesMarkup]) yield part(html, facts)?.html ?? "";
  yield html`<footer>Written by Millrace on ${momentText(facts.now)}. Values of secrets are masked.</footer>
</main>
</body>
</html>
`.html;
}

function headMarkup(html: Html, { project, detail, now }: RunPageFacts): Markup {
  const { run } = detail;
  const cause = findCause(detail);
  const rows: [string, Markup | string][] = [
    ["Project", project],
    ["Started", html`${triggerPhrase(run)}${run.startedAt === null ? "" : `, ${momentText(run.startedAt)}`}`],
    ...(run.durationMs === null ? [] : ([["Took", durationText(detail)]] as [string, string][])),
    ...(run.branch === null ? [] : ([["Branch", run.branch]] as [string, string][])),
    ...(run.commit === null
      ? []
      : ([["Commit", commitMarkup(html, run.commit, run.subject, run.author, run.dirty)]] as [string, Markup][])),
    ...(run.selection.length === 0 ? [] : ([["Stages asked for", run.selection.join(", ")]] as [string, string][])),
  ];
  return html`<header>
<h1><span class="status ${run.status}">${wordOf(run.status)}</span> Run ${run.number}</h1>
${cause === null ? null : html`<p class="cause">${cause.stage === null ? null : html`<strong>${titleOf(cause.stage)}</strong> `}${cause.text} ${cause.news}</p>`}
${run.finishedAt === null ? html`<p class="cause">It had not ended when this was written, ${momentText(now)}.</p>` : null}
<dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
</header>`;
}

function durationText({ run, usualMs }: RunDetail): string {
  const took = formatDuration(run.durationMs ?? 0);
  return usualMs === null ? took : `${took}; usually ${formatDuration(usualMs)}`;
}

function commitMarkup(html: Html, commit: string, subject: string | null, author: string | null, isDirty: boolean): Markup {
  return html`<code>${commit.slice(0, 12)}</code> ${subject}${author === null ? null : html` <span class="quiet">by ${author}</span>`}${isDirty ? ", with changes" : null}`;
}

async function* stagePieces(
  html: Html,
  stage: StageRun,
  commands: readonly string[],
  log: RunPageLog,
  redact: (text: string) => string,
): AsyncGenerator<string, void, void> {
  const look = lookOf(stage);
  const isStory = look === "failed" || look === "errored" || look === "interrupted" || look === "allowed";
  const why = [stage.detail, stage.why].filter((text) => text !== null && text !== "").join(" ");
  const [first] = log.places.toSorted((one, other) => one - other);
  yield html`<details id="${stage.id}"${isStory ? { html: " open" } : null}>
<summary><span class="status ${look}">${wordOf(look)}</span><span class="name">${titleOf(stage)}</span>${
    stage.attempt > 1 ? html`<span class="quiet">attempt ${stage.attempt}</span>` : null
  }<span class="number">${stage.durationMs === null ? "" : formatDuration(stage.durationMs)}</span></summary>
<div class="inside">${why === "" ? null : html`<p class="quiet">${why}</p>`}${
    commands.length === 0 ? null : html`<pre class="command">${commands.join("\n")}</pre>`
  }${log.missing === null ? null : html`<p class="quiet">${log.missing}</p>`}${
    log.missing === null && log.totalLines === 0 ? html`<p class="quiet">It wrote nothing.</p>` : null
  }${first === undefined ? null : html`<a href="#${stage.id}-${first}">To the first failure, line ${first}</a>`}</div>
`.html;
  const marked = new Map(log.places.map((place) => [place, `${stage.id}-${place}`]));
  let last = 0;
  for (const { from, to } of shownLines(log.totalLines, log.places, isStory ? wholeStory : shortStory)) {
    if (from > last + 1) yield html`<p class="cut">${from - last - 1} lines are left out here</p>`.html;
    for (let next = from; next <= to; ) {
      const lines = await log.read(next, Math.min(linesAtOnce, to - next + 1));
      if (lines.length === 0) break;
      yield logMarkup({ lines }, marked, redact).html;
      next += lines.length;
    }
    last = to;
  }
  yield "</details>\n";
}

function testsMarkup(html: Html, { tests }: RunPageFacts): Markup | null {
  if (tests === null) return null;
  const { passed, failed, skipped, failing } = tests;
  const rows = failing.map(({ suite, name, message }) => html`<tr><td>${suite}</td><td>${name}</td><td>${message}</td></tr>`);
  return html`<h2>Tests</h2><p>${passed} passed, ${failed} failed, ${skipped} skipped.</p>${
    rows.length === 0
      ? null
      : html`<table><thead><tr><th>Suite</th><th>Test that failed</th><th>What it said</th></tr></thead><tbody>${rows}</tbody></table>`
  }${failed > failing.length ? html`<p class="quiet">The first ${failing.length} of those that failed.</p>` : null}`;
}

function artifactsMarkup(html: Html, { artifacts }: RunPageFacts): Markup | null {
  if (artifacts.length === 0) return null;
  const rows = artifacts
    .slice(0, mostArtifacts)
    .map(
      ({ stage, path, bytes, sha256 }) =>
        html`<tr><td>${path}</td><td>${stage}</td><td class="number">${formatBytes(bytes)}</td><td><code>${sha256}</code></td></tr>`,
    );
  return html`<h2>Artifacts</h2><table><thead><tr><th>File</th><th>Stage</th><th class="number">Size</th><th>SHA-256</th></tr></thead><tbody>${rows}</tbody></table>${
    artifacts.length > mostArtifacts ? html`<p class="quiet">The first ${mostArtifacts} of ${artifacts.length}.</p>` : null
  }<p class="quiet">The files themselves are not in this page.</p>`;
}

function changesMarkup(html: Html, { comparison }: RunPageFacts): Markup | null {
  if (comparison === null || comparison.against === null) return null;
  const { against, differences, commits, files, environment, notes } = comparison;
  const commitRows = commits
    .slice(0, mostCommits)
    .map(({ commit, subject, author }) => html`<tr><td><code>${commit.slice(0, 12)}</code></td><td>${subject}</td><td>${author}</td></tr>`);
  const fileRows = files.slice(0, mostFiles).map(({ path, change }) => html`<tr><td>${path}</td><td>${change}</td></tr>`);
  const environmentRows = environment.map(
    ({ name, before, after }) => html`<tr><td>${name}</td><td>${before ?? "not there"}</td><td>${after ?? "not there"}</td></tr>`,
  );
  const left = (shown: number, all: number) => (all > shown ? html`<p class="quiet">The first ${shown} of ${all}.</p>` : null);
  return html`<h2>What is other than in run ${against.number}, which ${against.status === "passed" ? "passed" : "it is compared with"}</h2>${
    differences.length === 0
      ? html`<p>Nothing that is known.</p>`
      : html`<ul>${differences.slice(0, 20).map(({ text }) => html`<li>${text}</li>`)}</ul>`
  }${commitRows.length === 0 ? null : html`<table><thead><tr><th>Commit</th><th>Subject</th><th>Author</th></tr></thead><tbody>${commitRows}</tbody></table>`}${left(mostCommits, commits.length)}${
    fileRows.length === 0 ? null : html`<table><thead><tr><th>File</th><th>Change</th></tr></thead><tbody>${fileRows}</tbody></table>`
  }${left(mostFiles, files.length)}${
    environmentRows.length === 0
      ? null
      : html`<table><thead><tr><th>Environment</th><th>Before</th><th>In this run</th></tr></thead><tbody>${environmentRows}</tbody></table>`
  }${notes.map((note) => html`<p class="quiet">${note}</p>`)}`;
}

function wordOf(look: string): string {
  return look === "allowed" ? "Failed, allowed" : `${look.charAt(0).toUpperCase()}${look.slice(1)}`;
}

/** In UTC: whoever opens it may be anywhere. */
function momentText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

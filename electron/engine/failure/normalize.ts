import { stripAnsi } from "../../../shared/log/ansi.ts";

/*
 * What of a message is the same each time the same thing goes wrong. Each rule takes out what changes from run to run, and
 * leaves a sign in its place that no rule takes for anything. Their order matters: times before places (both hold colons),
 * paths before hashes (a folder's name may be one), all before plain numbers.
 */

interface Rule {
  readonly pattern: RegExp;
  readonly put: string | ((found: string, kept?: string) => string);
}

const rules: readonly Rule[] = [
  // 2026-11-27T07:13:57.123Z · 2026-11-27 07:13:57 +0000 · 2026/11/27: logs and reports say when.
  { pattern: /\b\d{4}[-/]\d{2}[-/]\d{2}(?:[T _]\d{2}[:_]\d{2}(?:[:_]\d{2}(?:[.,]\d+)?)?(?:Z| ?[+-]\d{2}:?\d{2})?)?/g, put: "<time>" },
  // 27/Nov/2026:07:13:57 · Fri Nov 27 07:13:57 2026: the same of web servers, and of C.
  {
    pattern:
      /\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:\d{1,2}[ /](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ /]\d{4}|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2})(?:[ :]\d{2}:\d{2}:\d{2})?(?: \d{4}| [+-]\d{4}| GMT)?/g,
    put: "<time>",
  },
  // 7:13 PM · 07:13:57,123. After a file's name such figures are a place in it.
  { pattern: /(?<![\w:.)\]])\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AP]M)?(?![\w:])/g, put: "<time>" },
  // 123e4567-e89b-12d3-a456-426614174000: made anew each time.
  { pattern: /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, put: "<id>" },
  // 127.0.0.1:41234 · [::1]:8080 · localhost:3000: tests listen wherever there is room.
  { pattern: /(?:\b(?:\d{1,3}\.){3}\d{1,3}|\[[0-9a-f:]*::?[0-9a-f:]*\]|\blocalhost)(?::\d{1,5})?(?!\w|\.\d)/gi, put: "<host>" },
  // /tmp/shop-aB3dE9/log · C:\Users\mara\AppData\Local\Temp\x: what is made for one run. What lies in it is named by it.
  {
    pattern:
      /(?:file:\/\/)?(?:\b[A-Za-z]:)?(?:[\\/][\w.@~+-]+)*?[\\/](?:tmp|[Tt]emp|var[\\/]folders[\\/]\w+[\\/]\w+[\\/]T)[\\/][\w.@~+-]+/g,
    put: "<temporary>",
  },
  // tmp.Xk29dkQ1 · tmpab12cd34: the same without its folder.
  { pattern: /\btmp[._-]?(?=\w*\d)\w{6,}/g, put: "<temporary>" },
  // /home/mara/shop/src/a.ts · C:\work\shop\src\a.ts: a checkout lies elsewhere. A file's own folder says enough.
  {
    pattern: /(?<![\w.>…])(?:file:\/\/)?(?:\b[A-Za-z]:)?(?:[\\/][\w.@~+-]+){2,}/g,
    put: (found) => `…/${found.split(/[\\/]/).slice(-2).join("/")}`,
  },
  // 0x7ffd5e8c · 0xc000007860: where something lay in memory.
  { pattern: /\b0x[0-9a-f]+\b/gi, put: "<address>" },
  // d670460b4b4aece5915caf5c68d12f560a9fe3e4 · 1a2b3c4: commits, digests, names of bundles. A word of letters is a word.
  { pattern: /\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,128}\b/g, put: "<hash>" },
  // sha512-pQx8… · AbC9x2…: tokens and digests in other letters.
  { pattern: /\b(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])\w{20,}={0,2}/g, put: "<hash>" },
  // exit code 137 · HTTP 404 · Error 2 · errno -2 say what happened and stay. All other numbers (lines, columns, counts, sizes,
  // durations, ports, processes) come out otherwise each time, also with a unit, for that changes with them. In TS2304 and
  // utf8 they are part of a word.
  {
    pattern:
      /(\b(?:exit(?:ed with)?(?: code| status)?|status(?: code)?|errno|HTTP(?:\/\d(?:\.\d)?)?|code)\s?[:=]?\s?-?\d{1,3}(?!\w|\.\d)|\berror \d{1,3}(?!\w|\.\d))|(?<![A-Za-z\d])[-+]?\d[\d_]*(?:[.,]\d+)*(?:\s?(?:[nµu]?s|ms|secs?|seconds?|mins?|minutes?|[kMGT]?i?B|bytes?|%))?(?![A-Za-z\d])/gi,
    put: (_, kept) => kept ?? "#",
  },
];

/** A line says what it is about in its beginning. */
const mostCharacters = 300;

/** Two are enough for all that was ever seen; whatever the text is, it ends. */
const mostPasses = 8;

/** Paths below one of these folders become relative to it. */
export function withoutRoots(text: string, roots: readonly string[]): string {
  return roots.reduce((rest, root) => rest.replaceAll(`file://${root}/`, "").replaceAll(`${root}/`, "").replaceAll(`${root}\\`, ""), text);
}

/**
 * What stays of a line when the same thing goes wrong once more: colours, times, addresses, hashes, the way to a file and
 * numbers are taken out. `roots`: folders, absolute, whose names in front of a path mean nothing. Applied to what it gives
 * it changes nothing. Pure.
 */
export function normalizeLine(text: string, roots: readonly string[] = []): string {
  let line = stripAnsi(text.slice(0, 4 * mostCharacters)).replaceAll(/\p{C}/gu, " ");
  line = withoutRoots(line, roots);
  // What one rule leaves may be something for another one.
  for (let pass = 0, before = ""; before !== line && pass < mostPasses; pass += 1) {
    before = line;
    for (const { pattern, put } of rules) line = typeof put === "string" ? line.replaceAll(pattern, put) : line.replaceAll(pattern, put);
    line = line.replaceAll(/\s+/g, " ").trim().slice(0, mostCharacters).trim();
  }
  return line;
}

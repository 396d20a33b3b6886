import { parseGoEvent } from "./go-test.ts";
import { parseTapLine } from "./tap-line.ts";
import { findXmlEncoding } from "./xml-encoding.ts";

/** What the first bytes can tell; which XML it is says its root element. */
export type ReportKind = "xml" | "tap" | "go-test" | "jest-json";

/** Finds out what a report is by its first bytes; `null` when it is none that is known. */
export function detectFormat(firstBytes: Uint8Array): ReportKind | null {
  const text = new TextDecoder(findXmlEncoding(firstBytes).label).decode(firstBytes);
  const start = text.trimStart();
  if (start.startsWith("<")) return "xml";
  if (start.startsWith("{") && /"(?:num(?:Total|Failed|Passed)Test(?:s|Suites)|testResults)"\s*:/.test(start)) return "jest-json";
  for (const line of text.split("\n")) {
    if (parseGoEvent(line.trim()) !== null) return "go-test";
    const kind = parseTapLine(line.trim())?.kind;
    if (kind === "version" || kind === "plan" || kind === "point" || kind === "bail-out") return "tap";
  }
  return null;
}

import { ok, type Result } from "../../../../shared/result.ts";
import { JsonReader } from "../json-events.ts";
import { LineReader } from "../line-reader.ts";
import { type ReaderChoice, type ReadingFaults, type ReportFailure, readWith } from "../reading.ts";
import type { ReportProblem, ReportReader } from "../test-result.ts";
import { findXmlEncoding } from "../xml-encoding.ts";
import { XmlReader } from "../xml-events.ts";
import { CoverageXml } from "./coverage-xml.ts";
import type { CoverageFormat, CoverageSink, FileCoverage } from "./file-coverage.ts";
import { GoCoverReader, isGoCoverLine } from "./go-cover.ts";
import { IstanbulReader } from "./istanbul.ts";
import { isLcovLine, LcovReader } from "./lcov.ts";

/** How to read a report. */
export interface CoverageRequest {
  /** How messages call the report: its path as the user knows it. */
  readonly name: string;
  /** Called for each file, before the reading goes on; a file may be told of more than once. */
  readonly onFile: (file: FileCoverage) => void;
  readonly signal?: AbortSignal;
}

/** What a report came to. */
export interface CoverageOutcome extends ReadingFaults {
  readonly format: CoverageFormat;
}

/**
 * Reads a coverage report of any known kind, which its first bytes tell, as a stream: no more than one file of it is in
 * memory. A damaged report is read as far as possible, and what could not be read is among the problems. Rejects only when
 * `source` does, when `onFile` throws, or with the signal's reason.
 */
export async function readCoverageReport(
  source: AsyncIterable<Uint8Array>,
  request: CoverageRequest,
): Promise<Result<CoverageOutcome, ReportFailure>> {
  const read = await readWith(source, new CoverageReaders(request.onFile), request);
  return read.ok ? ok(read.value) : read;
}

class CoverageReaders implements ReaderChoice<CoverageFormat> {
  readonly subject = "coverage report";
  readonly known = "Known are lcov, Cobertura, JaCoCo, Clover, the profiles of go test -coverprofile and istanbul's coverage-final.json.";
  readonly #onFile: (file: FileCoverage) => void;
  #format: CoverageFormat | null = null;
  #xml: CoverageXml | null = null;

  constructor(onFile: (file: FileCoverage) => void) {
    this.#onFile = onFile;
  }

  get format(): CoverageFormat | null {
    return this.#format ?? this.#xml?.format ?? null;
  }

  get unknownRoot(): string | null {
    return this.#xml?.unknownRoot ?? null;
  }

  begin(firstBytes: Uint8Array, tell: (problem: ReportProblem) => void): ReportReader | null {
    const kind = detectCoverage(firstBytes);
    const sink: CoverageSink = { file: this.#onFile, problem: tell };
    if (kind === "xml") {
      const xml = new CoverageXml(sink);
      const reader = new XmlReader(xml, tell);
      xml.xml = reader;
      this.#xml = xml;
      return reader;
    }
    this.#format = kind;
    if (kind === "istanbul") {
      const reader: JsonReader = new JsonReader(
        new IstanbulReader(sink, (code, message) => tell({ code, message, ...reader.place })),
        tell,
      );
      return reader;
    }
    return kind === null ? null : new LineReader(kind === "lcov" ? new LcovReader(sink) : new GoCoverReader(sink));
  }
}

function detectCoverage(firstBytes: Uint8Array): CoverageFormat | "xml" | null {
  const text = new TextDecoder(findXmlEncoding(firstBytes).label).decode(firstBytes);
  const start = text.trimStart();
  if (start.startsWith("<")) return "xml";
  if (start.startsWith("{")) return /"(?:statementMap|path)"\s*:/.test(start) || /^\{\s*\}\s*$/.test(start) ? "istanbul" : null;
  for (const line of text.split("\n")) {
    if (isGoCoverLine(line.trim())) return "go-cover";
    if (isLcovLine(line.trim())) return "lcov";
  }
  return null;
}

import type { FileCoverage } from "../report/report.ts";
import { decodeLineMap, encodeLineMap, mergeLineMaps } from "./line-map.ts";

/** What is too much for one run of an honest project. */
export interface TallyLimits {
  /** Files of one run; Chromium has about 200,000 altogether. */
  readonly files: number;
  /** Of all line maps and paths together. */
  readonly bytes: number;
}

const usualLimits: TallyLimits = { files: 200_000, bytes: 64 * 1024 * 1024 };

/** What a file takes besides its path and lines, about. */
const bytesPerFile = 200;

/** Adds up what reports tell of files; only one of them is ever unpacked. */
export class CoverageTally {
  readonly #limits: TallyLimits;
  readonly #maps = new Map<string, Uint8Array>();
  #bytes = 0;
  #leftOut = 0;

  constructor(limits: TallyLimits = usualLimits) {
    this.#limits = limits;
  }

  /** `path` is the file's own; what was told of it before stays. */
  add(path: string, coverage: Omit<FileCoverage, "path" | "roots">): void {
    const known = this.#maps.get(path);
    const told = encodeLineMap(coverage);
    // Most repetitions say the same.
    if (known !== undefined && Buffer.compare(known, told) === 0) return;
    const map = known === undefined ? told : encodeLineMap(mergeLineMaps(decodeLineMap(known), coverage));
    const growth = map.length - (known?.length ?? -(bytesPerFile + path.length * 2));
    const isTooMuch = this.#bytes + growth > this.#limits.bytes || (known === undefined && this.#maps.size >= this.#limits.files);
    if (isTooMuch) {
      this.#leftOut += 1;
      return;
    }
    this.#bytes += growth;
    this.#maps.set(path, map);
  }

  /** How often something was told that found no room. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Every file's line map, packed. */
  get maps(): ReadonlyMap<string, Uint8Array> {
    return this.#maps;
  }
}

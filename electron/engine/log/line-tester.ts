import { setImmediate as nextTurn } from "node:timers/promises";
import { stripAnsi } from "../../../shared/log/ansi.ts";
import { createTimeGuard } from "../time-guard.ts";

/** What {@link LineTester.findLines} found. */
export interface TestedLines {
  /** The places, from 0, of the lines that pass, in order. */
  readonly places: number[];
  /** How many lines were tested when it became due; `null` when it came to the end. */
  readonly tested: number | null;
}

/** Goes through the lines of a text and tells which of them pass. */
export interface LineTester {
  /** Tests the lines of `text` in order; where they take long, only until `isDue`, but always at least one. */
  findLines(text: string, isDue: () => boolean): Promise<TestedLines>;
  /** Whether a line was passed over because testing it takes too long. */
  readonly hasGivenUp: boolean;
}

/** A turn of the event loop gets no more than this. */
const turnMs = 10;

/** A line that takes so many turns is given up: on a busy machine a turn or two may pass without any work. */
const turnsPerLine = 5;

/**
 * Tests lines as people see them: without escape sequences and without the end of the line. Works in turns of the
 * event loop; a line on which `test` hangs (a pattern that explodes) is given up. `mayHold` tells quickly whether any
 * line of a text without escape sequences can pass.
 */
export function createLineTester(test: (line: string) => boolean, mayHold: (text: string) => boolean): LineTester {
  const guard = createTimeGuard(turnMs);
  let hasGivenUp = false;

  async function findLines(text: string, isDue: () => boolean): Promise<TestedLines> {
    let isWorthIt = true;
    const plain = withoutStyles(text);
    if (!plain.includes(escapeCharacter)) guard(() => (isWorthIt = mayHold(plain)));
    return isWorthIt ? walkLines(text, isDue) : { places: [], tested: null };
  }

  async function walkLines(text: string, isDue: () => boolean): Promise<TestedLines> {
    const places: number[] = [];
    let start = 0;
    let place = 0;
    /** Stopped anywhere, it goes on with the line in which it was. */
    function walk(): void {
      while (start < text.length) {
        const end = lineEnd(text, start);
        if (test(shownText(text.slice(start, end))) && places.at(-1) !== place) places.push(place);
        start = end + 1;
        place += 1;
      }
    }
    let stuckAt = -1;
    let turns = 0;
    while (!guard(walk)) {
      await nextTurn();
      if (place > 0 && isDue()) return { places: places.filter((found) => found < place), tested: place };
      turns = stuckAt === start ? turns + 1 : 1;
      stuckAt = start;
      if (turns < turnsPerLine) continue;
      hasGivenUp = true;
      start = lineEnd(text, start) + 1;
      place += 1;
    }
    return { places, tested: null };
  }

  return {
    findLines,
    get hasGivenUp() {
      return hasGivenUp;
    },
  };
}

const escapeCharacter = "\x1b";

// Nearly all sequences of a coloured log: control sequences by ECMA-48, section 5.4.
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they begin with
const stylePattern = /\x1b\[[0-?]*[ -/]*[@-~]/g;

/** The text without styles; what else there is of sequences stays. Anything that is shown of a line stands in it without a gap. */
function withoutStyles(text: string): string {
  return text.includes(escapeCharacter) ? text.replace(stylePattern, "") : text;
}

function shownText(line: string): string {
  return stripAnsi(line.endsWith("\r") ? line.slice(0, -1) : line);
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end === -1 ? text.length : end;
}

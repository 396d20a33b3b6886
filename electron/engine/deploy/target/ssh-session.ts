import type { PipedProgram } from "../../process/process.ts";
import { onLines } from "../lines.ts";

/** What one call came to. */
export interface SessionAnswer {
  readonly exitCode: number;
  /** What it wrote on either stream, as lines. */
  readonly text: string;
}

/** The function `serve` of the script as it runs on a host: answers one call after the other. */
export interface SshSession {
  /** Whether it runs; `false` when it ended before it did. */
  readonly begun: Promise<boolean>;
  /** Why it did not, in ssh's words. */
  said(): string;
  /** `null` when the session ends before the answer is there. */
  ask(line: string): Promise<SessionAnswer | null>;
  /** Ends it; what is asked still is answered before. */
  end(graceMs: number): Promise<void>;
  readonly ended: Promise<unknown>;
}

/** More of what ssh says is not kept. */
const mostSaid = 16 * 1024;

/** Talks to a program that has been sent its first line. */
export function createSession(program: PipedProgram, mark: string): SshSession {
  const waiting: ((answer: SessionAnswer | null) => void)[] = [];
  const begun = Promise.withResolvers<boolean>();
  let hasBegun = false;
  let hasEnded = false;
  let lines: string[] = [];
  let said = "";
  onLines(program.output, (line) => {
    if (!hasBegun) {
      hasBegun = line === mark;
      if (hasBegun) begun.resolve(true);
      return;
    }
    if (!line.startsWith(`${mark} `)) {
      lines.push(line);
      return;
    }
    // An empty one stands before the mark when the last line had its end.
    if (lines.at(-1) === "") lines.pop();
    waiting.shift()?.({ exitCode: Number(line.slice(mark.length + 1)), text: lines.map((one) => `${one}\n`).join("") });
    lines = [];
  });
  program.errors.setEncoding("utf8").on("data", (text: string) => {
    said = `${said}${text}`.slice(-mostSaid);
  });
  const ended = program.ended.then(() => {
    hasEnded = true;
    begun.resolve(false);
    for (const answer of waiting.splice(0)) answer(null);
  });
  return {
    begun: begun.promise,
    said: () => said,
    ask: (line) =>
      new Promise((resolve) => {
        if (hasEnded) {
          resolve(null);
          return;
        }
        waiting.push(resolve);
        program.input.write(line);
      }),
    end: async (graceMs) => {
      program.input.end();
      const late = setTimeout(() => program.stop(0), graceMs);
      await ended;
      clearTimeout(late);
    },
    ended,
  };
}

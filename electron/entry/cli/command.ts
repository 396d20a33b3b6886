import type { Failure, Result } from "../../../shared/result.ts";

/** One option of a command. `value` names what follows it in the help; without one it is a switch. */
export interface OptionSpec {
  readonly summary: string;
  readonly value?: string;
  readonly short?: string;
}

/** What a command is given: words and options already checked against its {@link CommandSpec}. */
export interface Invocation {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** Whether programs read the answer. */
  readonly isJson: boolean;
  /** The project's folder, absolute: `--project`, else the working folder. */
  readonly projectFolder: string;
  readonly dataFolder: string;
  /** Writes an answer to standard output, in full before it returns. */
  readonly print: (text: string) => void;
  /** Standard output, for what is copied there piece by piece. Both streams are made when they are asked for. */
  readonly out: NodeJS.WriteStream;
  readonly errorOut: NodeJS.WriteStream;
}

/** A failure that ends the command with this exit code. */
export interface CommandFailure extends Failure {
  readonly exitCode: number;
}

/** A command ends with an exit code, or with a failure that the entry prints. */
export type Execute = (invocation: Invocation) => Promise<Result<number, CommandFailure>>;

/** One command as data: help, checks and the entry read it. The code behind it is loaded only when it is called. */
export interface CommandSpec {
  /** One or two words, such as `runs list`. */
  readonly name: string;
  /** The words after the name, as shown in the help. */
  readonly words: string;
  readonly minimumWords: number;
  readonly maximumWords: number;
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly load: () => Promise<Execute>;
}

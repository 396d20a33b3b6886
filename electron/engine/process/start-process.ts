/** A program to start, and with what. */
export interface ProcessRequest {
  /** A name to be found on the PATH of `env`, or a path. */
  readonly file: string;
  readonly args: readonly string[];
  /** Windows only: the arguments are quoted already. */
  readonly isVerbatim: boolean;
  /** An absolute folder. */
  readonly cwd: string;
  /** The complete environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** An open descriptor that gets standard output and standard error; stays open and stays the caller's. */
  readonly outputFd: number;
}

/** How a process ended. */
export type ProcessEnd = { readonly kind: "exited"; readonly exitCode: number } | { readonly kind: "signaled"; readonly signal: string };

/** What is told of a process, perhaps before the call that starts it returns: its start and later its end, or a failure. */
export interface ProcessListener {
  /** Its id is also that of its process group and session. */
  onStart(pid: number): void;
  onExit(end: ProcessEnd): void;
  /** Nobody will ever know how it ends, or has ended. */
  onLost(): void;
  /** There is no process. `cause` is the exception, `null` when there was none. */
  onFailure(cause: unknown): void;
}

/** Starts a process as the first of a group and a session of its own, without standard input. */
export type StartProcess = (request: ProcessRequest, listener: ProcessListener) => void;

import type { Page } from "playwright/test";

/** The application as a person has it before them, whichever host serves it. */
export interface Host {
  readonly page: Page;
  /** Ends it as a person would, by closing the window or pressing Ctrl-C. Runs go on. */
  close(): Promise<void>;
  /** Ends its process without a warning. Runs go on. */
  kill(): Promise<void>;
  /** Ends the engine alone without a warning; the window stays. `null` where the engine cannot be told from the window. */
  readonly killEngine: (() => Promise<void>) | null;
}

/** What a host is started with. */
export interface HostRequest {
  /** The data folder. */
  readonly home: string;
  /** The folder to open at the start; `null` opens none. */
  readonly project: string | null;
  /** Further variables of its environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * What both hosts get: the test's own data folder and home, so that nothing of the person's is read or written, and
 * nothing that would change how a stage's output looks.
 */
export function hostEnvironment(request: HostRequest): Record<string, string> {
  const { NO_COLOR: _noColor, FORCE_COLOR: _forceColor, ...inherited } = process.env;
  return {
    ...(inherited as Record<string, string>),
    HOME: request.home,
    USERPROFILE: request.home,
    ...request.environment,
    MILLRACE_HOME: request.home,
    // Outside of the data folder, which is this person's whole home here.
    MILLRACE_KEY_FILE: `${request.home}-key/secret.key`,
  };
}

/** What the command line answers to the shell (published; scripts rely on it). */
export const exitCodes = {
  passed: 0,
  failed: 1,
  /** A wrong command line, or a fault in the project's configuration. */
  usage: 2,
  /** The engine, the database or the machine is at fault. */
  environment: 3,
  /** 128 + SIGINT, as shells do. */
  canceled: 130,
} as const;

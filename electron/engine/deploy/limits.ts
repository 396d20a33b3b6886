/** How patient a deployment is. Tests are less so. */
export interface DeployLimits {
  /** How long it waits for somebody else who deploys there: longer than it takes to see that one is dead. */
  readonly lockWaitMs: number;
  /** How often it asks meanwhile. */
  readonly lockPauseMs: number;
  /** How often the holder of a lock gives a sign of life. */
  readonly beatMs: number;
  /** Who has taken a dead one's lock waits so long before it believes that nobody else did, too. */
  readonly settleMs: number;
  /** How often, and after which pauses, a target that was lost is looked for before it is given up. */
  readonly reconnectAttempts: number;
  readonly reconnectPauseMs: number;
}

/** What is usual. */
export const usualLimits: DeployLimits = {
  lockWaitMs: 75_000,
  lockPauseMs: 1_000,
  beatMs: 10_000,
  settleMs: 1_000,
  reconnectAttempts: 8,
  reconnectPauseMs: 3_000,
};

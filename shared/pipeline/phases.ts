/** The eight phases of the loop, in the order of the current. */
export const phases = ["plan", "code", "build", "test", "release", "deploy", "operate", "monitor"] as const;

/** One of the eight phases. */
export type Phase = (typeof phases)[number];

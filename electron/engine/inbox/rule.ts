/** What of an entry the rule decides on. */
export interface EntryState {
  /** Since when it is broken, how often it was seen so, and when it changed last. */
  readonly since: number;
  readonly times: number;
  readonly lastAt: number;
  /** When it was whole again; `null` while it is broken. */
  readonly endedAt: number | null;
  readonly ending: string;
  readonly isRead: boolean;
  readonly snoozedUntil: number | null;
  readonly isMuted: boolean;
  /** How bad it is, among those of its kind. */
  readonly weight: number;
  /** What was seen of it last; `null` where sights come in order anyway. */
  readonly evidence: number | null;
}

/** Something that was seen of a subject. */
export type Sight = {
  readonly at: number;
  /** Grows with what it is a sight of: a run, a deployment. What is older than the last one changes nothing. `null`: it is the newest. */
  readonly evidence: number | null;
} & (
  | {
      readonly type: "broken";
      readonly weight: number;
      /** When it is the first sight of several that are known: since when, and how often. */
      readonly past?: { readonly since: number; readonly times: number } | undefined;
    }
  | { readonly type: "whole"; readonly ending: string }
);

/** What a sight means: it broke, is seen broken again, is worse than before, is whole again, or is well as it was. */
export type News = "broke" | "again" | "worse" | "whole" | "fine";

/** What follows from a sight. */
export interface Outcome {
  /** As it is to be kept; the same as before when nothing changes. */
  readonly entry: EntryState | null;
  /** `null`: the sight is older than what is known. */
  readonly news: News | null;
  /** Nobody is told: a person muted it, or put it off. */
  readonly isHushed: boolean;
}

/**
 * What one sight of a subject means for its entry. Pure. A subject has one entry; it ends when it is seen whole and opens
 * again when it breaks anew, unread then and with nothing put off. What is put off comes back when it becomes worse.
 */
export function advance(entry: EntryState | null, sight: Sight): Outcome {
  if (entry !== null && isOlder(sight, entry)) return { entry, news: null, isHushed: false };
  return sight.type === "broken" ? afterBroken(entry, sight) : afterWhole(entry, sight);
}

/** Whether an entry is put off at this moment. */
export function isSnoozed({ snoozedUntil }: Pick<EntryState, "snoozedUntil">, nowMs: number): boolean {
  return snoozedUntil !== null && snoozedUntil > nowMs;
}

function isOlder({ evidence }: Sight, entry: EntryState): boolean {
  return evidence !== null && entry.evidence !== null && evidence < entry.evidence;
}

function afterBroken(entry: EntryState | null, sight: Sight & { readonly type: "broken" }): Outcome {
  const { at, evidence, weight, past } = sight;
  const isMuted = entry?.isMuted ?? false;
  if (entry === null || entry.endedAt !== null) {
    const fresh = { since: past?.since ?? at, times: past?.times ?? 1, lastAt: at, endedAt: null, ending: "" };
    return { entry: { ...fresh, isRead: false, snoozedUntil: null, isMuted, weight, evidence }, news: "broke", isHushed: isMuted };
  }
  const isSame = evidence !== null && evidence === entry.evidence;
  const seen = { ...entry, times: entry.times + (isSame ? 0 : 1), lastAt: at, weight, evidence };
  if (weight > entry.weight) return { entry: { ...seen, isRead: false, snoozedUntil: null }, news: "worse", isHushed: isMuted };
  return { entry: seen, news: "again", isHushed: isMuted || isSnoozed(entry, at) };
}

function afterWhole(entry: EntryState | null, { at, evidence, ending }: Sight & { readonly type: "whole" }): Outcome {
  if (entry === null) return { entry: null, news: "fine", isHushed: false };
  const isHushed = entry.isMuted || isSnoozed(entry, at);
  if (entry.endedAt !== null) return { entry: { ...entry, evidence: evidence ?? entry.evidence }, news: "fine", isHushed: entry.isMuted };
  return { entry: { ...entry, lastAt: at, endedAt: at, ending, snoozedUntil: null, evidence }, news: "whole", isHushed };
}

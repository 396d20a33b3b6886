/**
 * A duration that is written in seconds, in ms; `null` when there is none or it makes no sense. Old Surefire writes
 * `1,234.5`; some tools write a decimal comma where the user's language has one.
 */
export function secondsToMs(text: string | undefined): number | null {
  if (text === undefined || text.length > 40) return null;
  const plain = text.includes(".") ? text.replaceAll(",", "") : text.replace(",", ".");
  return /^\s*\d+(?:\.\d*)?(?:e[-+]?\d+)?\s*$|^\s*\.\d+\s*$/i.test(plain) ? toDuration(Number(plain) * 1000) : null;
}

/** `hh:mm:ss.fffffff` of .NET, with days before when it took so long, in ms. */
export function timeSpanToMs(text: string | undefined): number | null {
  const parts = /^(?:(\d{1,6})\.)?(\d{1,2}):(\d{2}):(\d{2}(?:\.\d{1,9})?)$/.exec(text ?? "");
  if (parts === null) return null;
  const [, days = "0", hours, minutes, seconds] = parts;
  return toDuration((((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000);
}

/** What can be a duration, to the microsecond; `null` otherwise. */
export function toDuration(durationMs: number): number | null {
  return Number.isFinite(durationMs) && durationMs >= 0 ? Math.round(durationMs * 1000) / 1000 : null;
}

/** A line number from 1; `null` for anything else. */
export function toLine(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

import type { DesktopNotice } from "../../../shared/contract/inbox.ts";
import { minuteMs } from "../../../shared/time.ts";

/** Something that a desktop is to be told, and what decides whether it still is. */
export interface Telling extends DesktopNotice {
  readonly queuedAt: number;
  /** Whether it says that something is broken. */
  readonly isBroken: boolean;
  /** Whether what it says does not hold any more, or never lasted. */
  readonly isOver: boolean;
  /** It in one line, among others. */
  readonly short: string;
}

/** What is over, and was so before a desktop was there to show it, is news for so long. */
export const newsMs = 10 * minuteMs;

/** More than this at once is one message. */
const mostAtOnce = 4;

/** So many are named in it. */
const mostNamed = 5;

/**
 * What is shown of all that waits, in order. What came while it was quiet, or while nobody was there to show it, is one message
 * together; what nobody was there for and is over is left out.
 */
export function fold(tellings: readonly Telling[], wasQuiet: (atMs: number) => boolean, now: number): DesktopNotice[] {
  const isLate = ({ queuedAt }: Telling) => now - queuedAt >= newsMs || wasQuiet(queuedAt);
  const news = tellings.filter((one) => !isLate(one) || !one.isOver || wasQuiet(one.queuedAt));
  const [late, fresh] = [news.filter(isLate), news.filter((one) => !isLate(one))];
  return [...together(late, 1, "while you were away"), ...together(fresh, mostAtOnce, "just now")];
}

function together(tellings: readonly Telling[], mostAlone: number, when: string): DesktopNotice[] {
  if (tellings.length <= mostAlone) return tellings.map(noticeOf);
  const broken = tellings.filter(({ isBroken, isOver }) => isBroken && !isOver);
  const rest = tellings.length - broken.length;
  const named = broken.slice(0, mostNamed).map(({ short }) => short);
  const more = broken.length > mostNamed ? [`and ${broken.length - mostNamed} more`] : [];
  const others =
    rest === 0 ? [] : [`${rest} ${broken.length === 0 ? "" : "other "}${rest === 1 ? "message is" : "messages are"} of what is over`];
  const count = broken.length === 1 ? "1 thing is broken" : `${broken.length} things are broken`;
  return [
    {
      title: `Millrace: ${broken.length === 0 ? "all that broke is whole again" : `${count}, ${when}`}`,
      body: [...named, ...more, ...others].join("\n"),
      ...{ tag: "millrace together", target: null, isSeenInWindow: false },
    },
  ];
}

function noticeOf({ title, body, tag, target, isSeenInWindow }: Telling): DesktopNotice {
  return { title, body, tag, target, isSeenInWindow };
}

import { byPerson } from "../../../shared/service-look.ts";
import { formatDuration, minuteMs } from "../../../shared/time.ts";
import type { ServiceMoment } from "../store/store.ts";

/** What became of a service, as one line of what happened. */
export interface ServiceEntry {
  readonly at: number;
  readonly text: string;
}

/** What is started again within so long belongs to the same trouble. */
const apartMs = 10 * minuteMs;

interface Again {
  readonly text: string;
  readonly from: number;
  until: number;
  times: number;
}

/**
 * Tells moments of services, the oldest first. An end and the start that followed are one line, and a service that ended
 * the same way again and again is one as well: nothing else would be seen among the ends of one that cannot start.
 */
export function serviceEntries(moments: readonly ServiceMoment[]): ServiceEntry[] {
  const entries: ServiceEntry[] = [];
  for (const service of new Set(moments.map((moment) => moment.service)))
    entries.push(...entriesOf(moments.filter((moment) => moment.service === service)));
  return entries.toSorted((one, other) => one.at - other.at);
}

function entriesOf(moments: readonly ServiceMoment[]): ServiceEntry[] {
  const entries: ServiceEntry[] = [];
  let again = null as Again | null;
  const flush = () => {
    if (again !== null) entries.push({ at: again.from, text: again.text + timesWords(again) });
    again = null;
  };
  for (let place = 0; place < moments.length; place += 1) {
    const moment = moments[place] as ServiceMoment;
    const next = moments[place + 1];
    if (moment.what !== "ended" || next?.what !== "started") {
      flush();
      entries.push({ at: moment.at, text: moment.what === "ended" ? endedText(moment) : startedText(moment) });
      continue;
    }
    place += 1;
    const text = againText(moment, next);
    if (again?.text !== text || moment.at - again.until > apartMs) flush();
    again ??= { text, from: moment.at, until: next.at, times: 0 };
    again.until = next.at;
    again.times += 1;
  }
  flush();
  return entries;
}

function startedText({ service, cause }: ServiceMoment): string {
  return cause === "" || cause === byPerson ? `${service} started ${cause}`.trim() : `${service} started, because it ${had(cause)}`;
}

function endedText({ service, exitCode, signal }: ServiceMoment): string {
  return `${service} ended${signal !== null ? ` by ${signal}` : exitCode !== null ? ` with exit code ${exitCode}` : ""}`;
}

function againText({ service }: ServiceMoment, { cause }: ServiceMoment): string {
  if (cause === "" || cause === byPerson) return `${service} was restarted ${cause}`.trim();
  return `${service} ${had(cause)}; started again`;
}

/** `not well 3 times`, `ended with exit code 1`, as what follows a name. */
function had(cause: string): string {
  return cause.startsWith("not ") ? `was ${cause}` : cause;
}

function timesWords({ from, until, times }: Again): string {
  return times === 1 ? "" : ` ${times} times in ${formatDuration(until - from)}`;
}

/** Some days of a period, both ends included: days since 1970-01-01 in UTC. */
export interface Span {
  readonly fromDay: number;
  readonly toDay: number;
}

/** As it stands in the address. */
export function formatSpan({ fromDay, toDay }: Span): string {
  return `${fromDay}-${toDay}`;
}

/** The other way round; `null` for what is none, or does not lie in the period. */
export function parseSpan(text: string | undefined, period: Span): Span | null {
  const [, from, to] = /^(\d{1,6})-(\d{1,6})$/.exec(text ?? "") ?? [];
  const [fromDay, toDay] = [Number(from), Number(to)];
  return fromDay >= period.fromDay && fromDay <= toDay && toDay <= period.toDay ? { fromDay, toDay } : null;
}

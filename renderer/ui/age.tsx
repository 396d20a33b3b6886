import { formatAge, formatAgeShort } from "../../shared/time.ts";

const exactly = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** The exact moment, for titles. */
export function formatMoment(at: number): string {
  return exactly.format(at);
}

/** How long ago something was, with the exact moment on hover. `now` comes from the window's one clock. */
export function Age({
  at,
  now,
  isShort = false,
  className,
}: {
  at: number;
  now: number;
  isShort?: boolean;
  className?: string | undefined;
}) {
  const ageMs = Math.max(0, now - at);
  return (
    <time dateTime={new Date(at).toISOString()} title={formatMoment(at)} className={className}>
      {isShort ? formatAgeShort(ageMs) : formatAge(ageMs)}
    </time>
  );
}

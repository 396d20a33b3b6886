const moment = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "2-digit", hour: "2-digit", minute: "2-digit" });

/** `8 Oct 26, 14:05`, in the person's own time zone. */
export function momentText(atMs: number): string {
  return moment.format(atMs);
}

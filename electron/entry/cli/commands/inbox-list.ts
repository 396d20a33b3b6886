import type { InboxEntry } from "../../../../shared/contract/inbox.ts";
import { csvTable } from "../../../../shared/csv.ts";
import { ok } from "../../../../shared/result.ts";
import { inboxColumns } from "../../../../shared/tables/inbox-columns.ts";
import { formatAge } from "../../../../shared/time.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { createInboxService } from "../../../engine/service/inbox/inbox.ts";
import { answerFormat } from "../answer-format.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { openInboxPlace } from "../inbox-place.ts";
import { wholeNumber } from "../whole-number.ts";

const mostListed = 500;
const views = ["open", "unread", "snoozed", "muted", "ended", "all"] as const;

/** `millrace inbox list`. */
export const executeInboxList: Execute = async (invocation) => {
  const { options, print } = invocation;
  const format = answerFormat(invocation);
  if (!format.ok) return format;
  const usual = format.value === "csv" ? mostListed : 20;
  const limit = options.limit === undefined ? usual : wholeNumber(options.limit, 1, mostListed);
  if (limit === null) return failUsage(`--limit takes a whole number from 1 to ${mostListed}.`);
  const which = views.find((view) => view === (options.which ?? "open"));
  if (which === undefined) return failUsage(`--which takes one of ${views.join(", ")}.`);
  const isOfAll = options["all-projects"] === true;
  const place = await openInboxPlace(invocation, isOfAll);
  if (!place.ok) return place;
  const { store, scope } = place.value;
  const listed = await createInboxService(store, systemClock).list({ which, before: null, limit, ...scope });
  store.close();
  if (!listed.ok) return fail(listed.failure);
  const { entries } = listed.value;
  if (format.value === "json") print(`${JSON.stringify(listed.value)}\n`);
  else if (format.value === "csv") print(csvTable(inboxColumns, entries));
  else if (entries.length === 0) print(which === "open" ? "Nothing is broken.\n" : "Nothing is there.\n");
  else print(`${entries.map((entry) => visible(entryLine(entry, isOfAll, systemClock()))).join("\n")}\n`);
  return ok(exitCodes.passed);
};

function entryLine(entry: InboxEntry, isOfAll: boolean, now: number): string {
  const { id, isRead, title, project, since, times, endedAt, ending, snoozedUntil, isMuted } = entry;
  const notes = [
    ...(times > 1 ? [`${times} times`] : []),
    ...(endedAt === null ? [] : [ending]),
    ...(snoozedUntil === null ? [] : [`put off until ${new Date(snoozedUntil).toISOString()}`]),
    ...(isMuted ? ["muted"] : []),
  ];
  const what = `${isOfAll ? `${project}: ` : ""}${title}${notes.length === 0 ? "" : ` (${notes.join(", ")})`}`;
  return [isRead ? " " : "*", String(id).padStart(5), formatAge(now - since).padStart(12), what].join("  ");
}

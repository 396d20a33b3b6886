import type { Alert } from "../../../../shared/contract/alerts.ts";
import { type AlertId, idPatterns } from "../../../../shared/ids.ts";
import { ok } from "../../../../shared/result.ts";
import { formatAge, formatDuration } from "../../../../shared/time.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { createAlertService } from "../../../engine/service/operate/alerts.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { openKnownProject } from "../known-project.ts";
import { wholeNumber } from "../whole-number.ts";

const mostListed = 500;

/** `millrace alerts list`. */
export const executeAlertsList: Execute = async (invocation) => {
  const { options, isJson, print } = invocation;
  const limit = options.limit === undefined ? 20 : wholeNumber(options.limit, 1, mostListed);
  if (limit === null) return failUsage(`--limit takes a whole number from 1 to ${mostListed}.`);
  const place = await openKnownProject(invocation);
  if (!place.ok) return place;
  const { store, project } = place.value;
  const projectId = options["all-projects"] === true ? undefined : project.id;
  const listed = createAlertService(store, systemClock).list({ projectId, onlyOpen: options.open === true, limit });
  store.close();
  if (!listed.ok) return fail(listed.failure);
  const { alerts } = listed.value;
  if (isJson) print(`${JSON.stringify(listed.value)}\n`);
  else if (alerts.length === 0) print(options.open === true ? "Nothing is wrong.\n" : "Nothing fired yet.\n");
  else print(`${alerts.map((alert) => visible(alertLine(alert, systemClock()))).join("\n")}\n`);
  return ok(exitCodes.passed);
};

/** `millrace alerts show ALERT`. */
export const executeAlertsShow: Execute = async (invocation) => {
  const { words, isJson, print } = invocation;
  const [word = ""] = words;
  if (!idPatterns.alert.test(word)) return failUsage(`${JSON.stringify(word)} is no alert.`, "See millrace alerts list.");
  const place = await openKnownProject(invocation);
  if (!place.ok) return place;
  const alert = createAlertService(place.value.store, systemClock).get({ alertId: word as AlertId });
  place.value.store.close();
  if (!alert.ok) return fail(alert.failure);
  print(isJson ? `${JSON.stringify(alert.value)}\n` : `${detailLines(alert.value, systemClock()).map(visible).join("\n")}\n`);
  return ok(exitCodes.passed);
};

/** `millrace alerts read [ALERT…]`. */
export const executeAlertsRead: Execute = async (invocation) => {
  const { words, isJson, print } = invocation;
  const wrong = words.find((word) => !idPatterns.alert.test(word));
  if (wrong !== undefined) return failUsage(`${JSON.stringify(wrong)} is no alert.`, "See millrace alerts list.");
  const place = await openKnownProject(invocation);
  if (!place.ok) return place;
  const { store, project } = place.value;
  const service = createAlertService(store, systemClock);
  const read = service.read({ projectId: project.id, alertIds: words as AlertId[] });
  const left = read.ok ? service.list({ projectId: project.id, onlyOpen: false, limit: 1 }) : read;
  store.close();
  if (!left.ok) return fail(left.failure);
  const { unread } = left.value;
  print(isJson ? `${JSON.stringify({ unread })}\n` : `${unread === 0 ? "All is read." : `${unread} not read yet.`}\n`);
  return ok(exitCodes.passed);
};

function alertLine({ id, isRead, summary, firedAt, recoveredAt, ending }: Alert, now: number): string {
  const standing = recoveredAt === null ? "holds" : `over after ${formatDuration(Math.max(0, recoveredAt - firedAt))}: ${ending}`;
  return [isRead ? " " : "*", id.padStart(5), formatAge(now - firedAt).padStart(12), `${summary} (${standing})`].join("  ");
}

function detailLines(alert: Alert, now: number): string[] {
  const told = alert.deliveries.map(({ channel, what, state, attempts, detail, queuedAt, nextAt }) =>
    [
      `  ${formatAge(now - queuedAt).padStart(12)}  ${what.padEnd(9)}  ${channel.padEnd(14)}  ${state}`,
      ...(detail === "" ? [] : [detail]),
      ...(attempts > 1 ? [`${attempts} attempts`] : []),
      ...(nextAt === null || nextAt <= now ? [] : [`again in ${formatDuration(nextAt - now)}`]),
    ].join("  "),
  );
  const incident = alert.incidentId === null ? [] : [`Incident: ${alert.incidentId}`];
  return [alertLine(alert, now), ...incident, ...(told.length === 0 ? ["Nobody was told."] : ["Told:", ...told])];
}

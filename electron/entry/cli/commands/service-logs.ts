import { ok } from "../../../../shared/result.ts";
import { copyServiceLog } from "../../../engine/service/operate/log-copy.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { openServicePlace, serviceCalled } from "../service-place.ts";
import { wholeNumber } from "../whole-number.ts";

const mostLines = 100_000_000;

/** `millrace services logs NAME [--follow] [--lines N]`: what the service wrote, and nothing else on standard output. */
export const executeServicesLogs: Execute = async (invocation) => {
  const { words, options, out } = invocation;
  const lines = options.lines === undefined ? null : wholeNumber(options.lines, 1, mostLines);
  if (options.lines !== undefined && lines === null) return failUsage("--lines takes a number from 1 on.");
  const place = await openServicePlace(invocation, { consents: false });
  if (!place.ok) return place;
  const { store, project, services } = place.value;
  const listed = await services.list({ projectId: project.id });
  const id = listed.ok ? serviceCalled(place.value, words[0] ?? "") : fail(listed.failure);
  if (!id.ok) {
    store.close();
    return id;
  }
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const copied = await copyServiceLog(store, id.value, out, { lines, isFollowed: options.follow === true, signal: stop.signal });
  store.close();
  return copied.ok ? ok(exitCodes.passed) : fail(copied.failure);
};

import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { ServiceId } from "../../../../shared/ids.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { copyServiceLog, type ServiceLogCopy } from "../../../engine/service/operate/log-copy.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { PrefixedLines, prefixOf } from "../prefixed-lines.ts";
import { openServicePlace, type ServicePlace, serviceCalled } from "../service-place.ts";
import { wholeNumber } from "../whole-number.ts";

const mostLines = 100_000_000;

/** So many lines of each service stand before what comes, as `tail -f` has it. */
const linesBefore = 10;

/**
 * `millrace services logs [NAME…] [--follow] [--lines N]`: what services wrote, and nothing else on standard output. Of one
 * service byte for byte; of several line by line, each with its service's name.
 */
export const executeServicesLogs: Execute = async (invocation) => {
  const { words, options } = invocation;
  const lines = options.lines === undefined ? null : wholeNumber(options.lines, 1, mostLines);
  if (options.lines !== undefined && lines === null) return failUsage("--lines takes a number from 1 on.");
  const place = await openServicePlace(invocation, { consents: false });
  if (!place.ok) return place;
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const how = { lines, isFollowed: options.follow === true, signal: stop.signal };
  const told = await tell(place.value, invocation, words, how);
  place.value.store.close();
  return told;
};

async function tell(
  place: ServicePlace,
  { out }: Invocation,
  words: readonly string[],
  how: ServiceLogCopy,
): Promise<Result<number, CommandFailure>> {
  const { store, project, services } = place;
  const listed = await services.list({ projectId: project.id });
  if (!listed.ok) return fail(listed.failure);
  const names = words.length === 0 ? listed.value.services.map(({ name }) => name) : [...new Set(words)];
  const logs: { readonly name: string; readonly id: ServiceId }[] = [];
  for (const name of names) {
    const id = serviceCalled(place, name);
    if (!id.ok) return id;
    logs.push({ name: visible(name), id: id.value });
  }
  const [only] = logs;
  if (words.length === 1 && only !== undefined) {
    const copied = await copyServiceLog(store, only.id, out, how);
    return copied.ok ? ok(exitCodes.passed) : fail(copied.failure);
  }
  const isColored = out.isTTY === true && !process.env.NO_COLOR;
  const widest = Math.max(0, ...logs.map(({ name }) => name.length));
  // Each waits for the stream that all share, and for its end.
  out.setMaxListeners(0);
  const copy = async ({ name, id }: (typeof logs)[number], index: number) => {
    const target: Writable = new PrefixedLines(out, prefixOf(name, widest, index, isColored), isColored);
    const copied = await copyServiceLog(store, id, target, how.isFollowed ? { ...how, lines: how.lines ?? linesBefore } : how);
    await finished(target.end());
    return copied;
  };
  if (how.isFollowed) await Promise.all(logs.map(copy));
  else for (const [index, log] of logs.entries()) await copy(log, index);
  return ok(exitCodes.passed);
}

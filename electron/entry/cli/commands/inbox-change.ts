import type { NotifyRule } from "../../../../shared/contract/inbox.ts";
import { type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { parseDuration } from "../../../../shared/time.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { createInboxService, type InboxService } from "../../../engine/service/inbox/inbox.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { type InboxPlace, openInboxPlace } from "../inbox-place.ts";
import { openKnownProject } from "../known-project.ts";

/** `millrace inbox read [ID…]`. */
export const executeInboxRead: Execute = (invocation) => {
  const { words, options } = invocation;
  if (words.length > 0 && options["all-projects"] === true) return usage("Either IDs or --all-projects.");
  if (words.length === 0 && options.unread === true) return usage("--unread takes the IDs of entries.");
  return change(invocation, (inbox, ids, scope) =>
    ids.length > 0 ? inbox.read({ ids, isRead: options.unread !== true }) : inbox.readAll(scope),
  );
};

/** `millrace inbox snooze ID… [--for DURATION] [--end]`. */
export const executeInboxSnooze: Execute = (invocation) => {
  const { options } = invocation;
  const forMs = parseDuration(typeof options.for === "string" ? options.for : "1h");
  if (forMs === null) return usage("--for takes a duration such as 30m or 2h.");
  if (options.end === true && options.for !== undefined) return usage("Either --for or --end.");
  return change(invocation, (inbox, ids) => inbox.snooze({ ids, untilMs: options.end === true ? null : systemClock() + forMs }));
};

/** `millrace inbox mute ID… [--end]`. */
export const executeInboxMute: Execute = (invocation) =>
  change(invocation, (inbox, ids) => inbox.mute({ ids, isMuted: invocation.options.end !== true }));

const rules: readonly NotifyRule["on"][] = ["default", "always", "change", "failure", "never"];

/** `millrace inbox rules [RULE]`. */
export const executeInboxRules: Execute = async (invocation) => {
  const { words, isJson, print } = invocation;
  const [word] = words;
  const on = rules.find((rule) => rule === word);
  if (word !== undefined && on === undefined) return failUsage(`${JSON.stringify(word)} is none of ${rules.join(", ")}.`);
  const place = await openKnownProject(invocation);
  if (!place.ok) return place;
  const { store, project } = place.value;
  const inbox = createInboxService(store, systemClock);
  const set = on === undefined ? ok(undefined) : inbox.setRule({ projectId: project.id, on });
  const listed = set.ok ? inbox.rules() : set;
  const names = store.read(({ projects }) => new Map(projects.list().map(({ id, name }) => [id, name])));
  store.close();
  if (!listed.ok) return fail(listed.failure);
  const lines = listed.value.rules.map(
    (rule) => `${(names.ok ? names.value.get(rule.projectId) : undefined) ?? rule.projectId}  ${rule.on}`,
  );
  print(isJson ? `${JSON.stringify(listed.value)}\n` : lines.map((line) => `${visible(line)}\n`).join(""));
  return ok(exitCodes.passed);
};

type Act = (inbox: InboxService, ids: readonly number[], scope: InboxPlace["scope"]) => Result<void, Failure>;

async function change(invocation: Invocation, act: Act): Promise<Result<number, CommandFailure>> {
  const { words, isJson, print } = invocation;
  const wrong = words.find((word) => !/^[1-9]\d{0,14}$/.test(word));
  if (wrong !== undefined) return failUsage(`${JSON.stringify(wrong)} is no entry.`, "See millrace inbox list.");
  const ids = words.map(Number);
  // An entry's number is its own, whatever project it is of.
  const place = await openInboxPlace(invocation, ids.length > 0 || invocation.options["all-projects"] === true);
  if (!place.ok) return place;
  const { store, scope } = place.value;
  const known = store.read(({ inbox }) => ids.find((id) => inbox.get(id) === null));
  if (known.ok && known.value !== undefined) {
    store.close();
    return fail(failure("not-found", `There is no entry ${known.value}.`, "See millrace inbox list."));
  }
  const done = known.ok ? act(createInboxService(store, systemClock), ids, scope) : known;
  const unread = done.ok ? store.read(({ inbox }) => inbox.unread(scope.projectId, systemClock())) : done;
  store.close();
  if (!unread.ok) return fail(unread.failure);
  const left = unread.value;
  print(isJson ? `${JSON.stringify({ unread: left })}\n` : `${left === 0 ? "All is read." : `${left} not read yet.`}\n`);
  return ok(exitCodes.passed);
}

function usage(message: string) {
  return Promise.resolve(failUsage(message));
}

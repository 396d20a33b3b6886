import type { InboxPlace } from "../../../shared/contract/inbox.ts";
import type { NewInboxEntry, StoredInboxEntry, Tables } from "../store/store.ts";
import { advance, type EntryState, type News, type Sight } from "./rule.ts";
import { type TellingRule, tells } from "./telling.ts";

/** What is known of a subject when it is seen: what of its entry is written anew. */
export interface Seen
  extends Pick<NewInboxEntry, "projectId" | "kind" | "key" | "branch" | "subject" | "title" | "detail">,
    Partial<Pick<NewInboxEntry, "commit" | "isDirty" | "wholeCommit">>,
    Partial<InboxPlace> {}

/** What became of a subject. */
export interface Noted {
  readonly news: News;
  readonly isHushed: boolean;
  /** As it is kept now; `null` when there never was one. */
  readonly entry: StoredInboxEntry | null;
}

const nowhere: InboxPlace = {
  ...{ runId: null, stageRunId: null, testId: null, deploymentId: null, releaseId: null },
  ...{ incidentId: null, alertId: null, culpritId: null, serviceId: null },
};

/**
 * Keeps what was seen of a subject, in the transaction that keeps the change itself. `null`: something newer is known of it.
 * What of it the desktop is told is the caller's to say.
 */
export function note(tables: Tables, seen: Seen, sight: Sight): Noted | null {
  const { inbox } = tables;
  const known = inbox.of(seen);
  const { entry, news, isHushed } = advance(known === null ? null : stateOf(known), sight);
  if (news === null) return null;
  if (entry === null || (news === "fine" && entry.evidence === known?.evidence)) return { news, isHushed, entry: known };
  const next = { ...factsOf(known, seen, sight, news), ...entry };
  return { news, isHushed, entry: { ...next, id: inbox.keep(next, sight.at) } };
}

function stateOf({ since, times, lastAt, endedAt, ending, isRead, snoozedUntil, isMuted, weight, evidence }: StoredInboxEntry): EntryState {
  return { since, times, lastAt, endedAt, ending, isRead, snoozedUntil, isMuted, weight, evidence };
}

/** What stays when it is seen again: the commit that it is broken since, and of one that is whole all but its end. */
function factsOf(known: StoredInboxEntry | null, seen: Seen, sight: Sight, news: News): Omit<NewInboxEntry, keyof EntryState> {
  if (known !== null && sight.type === "whole") return known;
  const { commit = null, isDirty = false, wholeCommit = null } = seen;
  const since =
    known === null || news === "broke"
      ? { commit, isDirty, wholeCommit, commitsBetween: null }
      : { commit: known.commit, isDirty: known.isDirty, wholeCommit: known.wholeCommit, commitsBetween: known.commitsBetween };
  const culpritId = news === "broke" ? null : (known?.culpritId ?? null);
  return { ...nowhere, culpritId, ...seen, ...since };
}

/** What a project tells. */
export function ruleOf({ desktopNotices }: Tables, project: NewInboxEntry["projectId"]): TellingRule {
  return desktopNotices.ruleOf(project) ?? "failure";
}

/** Queues what the desktop is told of one subject, by its project's rule. `words`: what is said of each news; the title names the project. */
export function tell(
  tables: Tables,
  { news, isHushed, entry }: Noted,
  projectId: NewInboxEntry["projectId"],
  words: { readonly title: string; readonly body: string },
  at: number,
): void {
  if (isHushed || !tells(ruleOf(tables, projectId), news)) return;
  const project = tables.projects.get(projectId)?.name ?? "Millrace";
  tables.desktopNotices.queue(
    { projectId, entry: entry?.id ?? null, runId: entry?.runId ?? null, news, title: `${project}: ${words.title}`, body: words.body },
    at,
  );
}

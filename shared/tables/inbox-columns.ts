import type { InboxEntry } from "../contract/inbox.ts";
import { momentCell, tableColumns } from "../csv.ts";

/** Entries of the inbox, as a file. */
export const inboxColumns = tableColumns<InboxEntry>({
  id: ({ id }) => id,
  project: ({ project }) => project,
  kind: ({ kind }) => kind,
  subject: ({ subject }) => subject,
  branch: ({ branch }) => branch,
  title: ({ title }) => title,
  detail: ({ detail }) => detail,
  since: ({ since }) => momentCell(since),
  times: ({ times }) => times,
  lastAt: ({ lastAt }) => momentCell(lastAt),
  commit: ({ commit }) => commit?.commit ?? null,
  commitSubject: ({ commit }) => commit?.subject ?? null,
  commitAuthor: ({ commit }) => commit?.author ?? null,
  endedAt: ({ endedAt }) => momentCell(endedAt),
  ending: ({ ending }) => ending,
  isRead: ({ isRead }) => isRead,
  snoozedUntil: ({ snoozedUntil }) => momentCell(snoozedUntil),
  isMuted: ({ isMuted }) => isMuted,
});

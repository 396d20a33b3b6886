/** The public face of the next version: what commits ask for, what is there already, and what is told of it. */

export { type ChangelogSection, insertSection, readUnreleased } from "./changelog/insert-section.ts";
export { type RepositoryLinks, repositoryLinks } from "./changelog/links.ts";
export { type NotesRequest, writeNotes } from "./changelog/notes.ts";
export {
  lastPreRelease,
  type NextVersion,
  nextVersion,
  type VersionFailure,
  type VersionRequest,
} from "./next-version.ts";
export { type HistoryRequest, type ReleaseHistory, readReleaseHistory } from "./read-history.ts";
export { readVersionTags } from "./read-version-tags.ts";
export { compareVersions, type SemanticVersion } from "./semantic-version.ts";
export { detectPrefix, type GitTag, type VersionTag, versionTags } from "./tags.ts";
export type { ReleaseChange, ReleaseCommit, WeighedCommit } from "./weigh-commits.ts";

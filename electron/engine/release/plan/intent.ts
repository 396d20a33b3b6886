/** All that was decided before a release began: whoever goes on with it decides nothing anew. Plain data, kept as JSON. */
export interface ReleaseIntent {
  readonly projectName: string;
  readonly version: string;
  readonly tag: string;
  readonly branch: string;
  /** Full hash of the commit that it builds on. */
  readonly base: string;
  /** Markdown, as a person left it. */
  readonly notes: string;
  readonly commitMessage: string;
  readonly tagMessage: string;
  /** Paths of the files that hold the version. */
  readonly holders: readonly string[];
  /** Where the changelog is; `null` for none. */
  readonly changelog: string | null;
  /** What came since the version before, in a browser; `null` for no link. */
  readonly compareUrl: string | null;
  /** Globs of artifacts that belong to it; `null` for all. */
  readonly artifacts: readonly string[] | null;
  readonly isSigned: boolean;
  /** The day that the changelog names, epoch milliseconds. */
  readonly releasedAtMs: number;
}

import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { secondMs } from "../../../../shared/time.ts";
import { type GitFailure, openGit } from "../../git/git.ts";
import { explained } from "../asked.ts";
import { type CodeFailure, orCodeFailure } from "../code-failure.ts";
import { childrenFirst } from "./children-first.ts";
import { type CommitRecord, readCommits } from "./commit-records.ts";
import { type Refs, readRefs } from "./refs.ts";

/** Which commits, and how many. */
export interface GraphRequest {
  /** `all` branches, tags and remotes, the `current` branch, or revisions. */
  readonly from: "all" | "current" | readonly string[];
  /** Part of the message, the author or the beginning of the hash; empty for all. */
  readonly text: string;
  /** Only what changed this file or folder. */
  readonly path?: string | undefined;
  /** The `next` of the page before; `null` for the first. */
  readonly after: string | null;
  readonly limit: number;
}

/** A page of commits, children before parents. */
export interface GraphPage {
  readonly commits: readonly CommitRecord[];
  /** `null` at the end. */
  readonly next: string | null;
  readonly refs: Refs;
}

/** Reads the graph page by page. Between two pages git waits where it stopped, so that any depth costs the same. */
export interface GraphReader {
  page(folder: string, request: GraphRequest, signal?: AbortSignal): Promise<Result<GraphPage, CodeFailure>>;
  /** Ends every git that waits. */
  close(): void;
}

/** A git that has stopped in the middle of a history. */
interface Parked {
  readonly rows: Rows;
  readonly stop: AbortController;
  readonly timer: NodeJS.Timeout;
}

type Rows = AsyncGenerator<CommitRecord, Result<undefined, GitFailure>, void>;

/** One for each window that somebody may be scrolling in; each holds the memory of a git. */
const maxParked = 4;
/** Whoever scrolls on later waits once for the way to where he was. */
const parkedMs = 60 * secondMs;
/** A search answers with what it has found so far, so that rare words do not look like a standstill. */
const searchMs = 1 * secondMs;

/** Makes a reader; `close` has to be called in the end. */
export function createGraphReader(): GraphReader {
  const parked = new Map<string, Parked>();

  function take(key: string): Parked | null {
    const found = parked.get(key);
    if (found === undefined) return null;
    clearTimeout(found.timer);
    parked.delete(key);
    return found;
  }

  function drop(key: string): void {
    const found = take(key);
    found?.stop.abort();
    void found?.rows.return(ok(undefined));
  }

  function park(key: string, rows: Rows, stop: AbortController): void {
    drop(key);
    const [oldest] = parked.keys();
    if (parked.size >= maxParked && oldest !== undefined) drop(oldest);
    const timer = setTimeout(() => drop(key), parkedMs).unref();
    parked.set(key, { rows, stop, timer });
  }

  return {
    page: async (folder, request, signal) => {
      const opened = orCodeFailure(await openGit(folder, { isTrusted: true }, { variables: { GIT_LITERAL_PATHSPECS: "1" } }));
      if (!opened.ok) return opened;
      const git = opened.value;
      const read = await readRefs(git);
      if (!read.ok) return read;
      const refs = read.value;
      const place = request.after === null ? 0 : placeOf(request.after, refs);
      if (place === null) return err(failure("code-stale", "Branches have moved since the graph was read.", "Read it again from the top."));
      const selection = selectionOf(request, refs);
      if (selection === null) return ok({ commits: [], next: null, refs });
      const key = (at: number) => JSON.stringify([folder, refs.fingerprint, request.from, request.text, request.path ?? null, at]);
      const waiting = place === 0 ? null : take(key(place));
      const stop = waiting?.stop ?? new AbortController();
      const onStop = () => stop.abort();
      signal?.addEventListener("abort", onStop, { once: true });
      const rows = waiting?.rows ?? childrenFirst(readCommits(git, selection, { hasBody: request.text !== "", signal: stop.signal }));
      const taken = await takeRows(rows, waiting === null ? place : 0, request);
      signal?.removeEventListener("abort", onStop);
      if (!taken.ok) return err(explained(taken.failure));
      const { commits, count, isEnd } = taken.value;
      if (isEnd) return ok({ commits, next: null, refs });
      const reached = place + count;
      if (signal?.aborted) stop.abort();
      else park(key(reached), rows, stop);
      return ok({ commits, next: `${refs.fingerprint}.${reached}`, refs });
    },
    close: () => {
      for (const key of [...parked.keys()]) drop(key);
    },
  };
}

/** How many commits came before; `null` when the refs have moved since. */
function placeOf(after: string, refs: Refs): number | null {
  const [, fingerprint, place] = /^([0-9a-f]+)\.(\d{1,9})$/.exec(after) ?? [];
  return fingerprint === refs.fingerprint ? Number(place) : null;
}

/** What to tell `git log`; `null` when there is nothing to read. */
function selectionOf({ from, path }: GraphRequest, refs: Refs): string[] | null {
  const paths = path === undefined ? ["--"] : ["--", path];
  if (from === "all") {
    if (refs.byCommit.size === 0) return null;
    return ["--branches", "--tags", "--remotes", ...(refs.head === null ? [] : ["HEAD"]), ...paths];
  }
  if (from === "current") return refs.head === null ? null : ["HEAD", ...paths];
  return ["--end-of-options", ...from, ...paths];
}

/** The next rows that fit; `count` is how many were read for them. */
async function takeRows(
  rows: Rows,
  skipped: number,
  { text, limit }: GraphRequest,
): Promise<Result<{ commits: CommitRecord[]; count: number; isEnd: boolean }, GitFailure>> {
  const words = text.toLowerCase();
  const commits: CommitRecord[] = [];
  let count = 0;
  for (let index = 0; index < skipped; index += 1) {
    const next = await rows.next();
    if (next.done === true) return next.value.ok ? ok({ commits, count, isEnd: true }) : next.value;
  }
  const deadline = performance.now() + searchMs;
  while (commits.length < limit && (words === "" || performance.now() < deadline)) {
    const next = await rows.next();
    if (next.done === true) return next.value.ok ? ok({ commits, count, isEnd: true }) : next.value;
    count += 1;
    if (words === "" || fits(next.value, words)) commits.push(next.value);
  }
  return ok({ commits, count, isEnd: false });
}

function fits({ commit, subject, body, author, email }: CommitRecord, words: string): boolean {
  return (
    commit.startsWith(words) || [subject, body, author, email, `${author} <${email}>`].some((text) => text.toLowerCase().includes(words))
  );
}

/** Where a repository is seen in a browser. All of them are https addresses. */
export interface RepositoryLinks {
  /** Of a commit by its full hash. */
  commit(hash: string): string;
  /** Of what came between two tags. */
  compare(from: string, to: string): string;
  /** Of the issue or pull request with this number; `null` where the host's numbers are not known. */
  issue(number: string): string | null;
}

/** What a host puts between a repository and its things. */
const hosts: readonly (readonly [RegExp, string])[] = [
  [/(^|\.)gitlab\./, "/-"],
  [/(^|\.)(github|gitea|forgejo)\./, ""],
  [/^codeberg\.org$/, ""],
];

/**
 * The links of a remote as git's configuration has it; `null` where its host is none of those whose addresses are known.
 * Nothing else of it is taken over: no name, no password, no port and no other protocol.
 */
export function repositoryLinks(remoteUrl: string | null): RepositoryLinks | null {
  const { host, path } = placeOf(remoteUrl ?? "");
  const between = hosts.find(([pattern]) => pattern.test(host))?.[1];
  if (between === undefined || path.length < 2) return null;
  const base = `https://${host}/${path.map(encodeURIComponent).join("/")}${between}`;
  return {
    commit: (hash) => `${base}/commit/${encodeURIComponent(hash)}`,
    compare: (from, to) => `${base}/compare/${encodeURIComponent(from)}...${encodeURIComponent(to)}`,
    issue: (number) => (/^\d{1,9}$/.test(number) ? `${base}/issues/${number}` : null),
  };
}

function placeOf(remoteUrl: string): { host: string; path: string[] } {
  // git@host:owner/name is ssh as people write it.
  const written = /^(?:[^/@:]+@)?([^/@:]+):(?!\/\/)(.+)$/.exec(remoteUrl);
  const [host = "", path = ""] = written?.slice(1) ?? withProtocol(remoteUrl);
  const parts = path
    .replace(/\/+$/, "")
    .replace(/\.git$/, "")
    .split("/")
    .filter((part) => part !== "");
  const isSound = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(host) && parts.every((part) => /^[\w~.-]+$/.test(part) && !/^\.+$/.test(part));
  return isSound ? { host: host.toLowerCase(), path: parts } : { host: "", path: [] };
}

function withProtocol(remoteUrl: string): string[] {
  return /^(?:https?|ssh|git):\/\/(?:[^/@]*@)?([^/:@]+)(?::\d+)?\/(.+)$/.exec(remoteUrl)?.slice(1) ?? [];
}

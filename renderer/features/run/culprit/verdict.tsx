import type { CulpritCommit, CulpritSearch } from "../../../../shared/contract/culprits.ts";
import { countOf } from "../../../../shared/counts.ts";
import { copyText } from "../../../actions/editor-actions.ts";
import { commitAddress, runAddress } from "../../../state/route.ts";
import { Age } from "../../../ui/age.tsx";
import { Button } from "../../../ui/button.tsx";
import { Commit } from "./commit.tsx";
import styles from "./culprit-tab.module.css";

const fileWords: Readonly<Record<string, string>> = {
  A: "added",
  M: "changed",
  D: "deleted",
  R: "renamed",
  C: "copied",
  T: "changed its type",
};

/** The commit that did it, or all that may have; nothing before the end. */
export function Verdict({ search, now }: { search: CulpritSearch; now: number }) {
  const [first] = search.culprits;
  if (first === undefined) return null;
  if (search.status === "several") return <Suspects search={search} />;
  return <Culprit search={search} commit={first} now={now} />;
}

function Culprit({ search, commit, now }: { search: CulpritSearch; commit: CulpritCommit; now: number }) {
  const { files, fileCount, projectId, steps } = search;
  const own = steps.find(({ commit: { hash } }) => hash === commit.hash)?.runs.at(-1);
  return (
    <article className={styles.card} aria-label="The culprit">
      <p className={styles.title}>{commit.subject}</p>
      <p className={styles.by}>
        {commit.author}, <Age at={commit.committedAt} now={now} /> · <code>{commit.hash.slice(0, 10)}</code>
      </p>
      <ul className={styles.files} aria-label="Changed files">
        {files.map(({ path, status }) => (
          <li key={path}>
            <abbr className={styles.letter} title={fileWords[status] ?? status}>
              {status}
            </abbr>
            <code>{path}</code>
          </li>
        ))}
        {fileCount > files.length && <li className={styles.aside}>and {countOf(fileCount - files.length, "more file")}</li>}
      </ul>
      <div className={styles.actions}>
        <a className={styles.button} href={commitAddress(projectId, commit.hash)}>
          Show its changes
        </a>
        {own !== undefined && (
          <a className={styles.button} href={runAddress(projectId, own)}>
            Open its run
          </a>
        )}
        <Button onClick={() => void copyText(commit.hash, "the commit")}>Copy the hash</Button>
        <Button onClick={() => void copyText(`git show ${commit.hash}`, "the command")}>Copy git show</Button>
      </div>
    </article>
  );
}

function Suspects({ search }: { search: CulpritSearch }) {
  return (
    <article className={styles.card} aria-label="The suspects">
      <p className={styles.title}>One of these did it; those between could not be judged</p>
      <ul className={styles.suspects}>
        {search.culprits.map((commit) => (
          <li key={commit.hash}>
            <Commit commit={commit} />
          </li>
        ))}
      </ul>
    </article>
  );
}

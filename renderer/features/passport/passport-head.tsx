import { Copy, GitBranch, Tag } from "lucide-react";
import type { Passport } from "../../../shared/contract/passports.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { copyText } from "../../actions/editor-actions.ts";
import { commitAddress, passportAddress } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { IconButton } from "../../ui/button.tsx";
import styles from "./passport-head.module.css";

const icon = { size: 12, strokeWidth: 2, "aria-hidden": true } as const;
/** More are counted. */
const mostNames = 6;

/** What the commit says, who wrote it, and what it is called by. */
export function PassportHead({ projectId, passport, now }: { projectId: ProjectId; passport: Passport; now: number }) {
  const { commit, subject, message, author, email, authoredAt, parents, branches, tags } = passport;
  const body = message.slice(subject.length).trim();
  return (
    <header className={styles.head}>
      <p className={styles.first}>
        <span>Passport of</span>
        <code className={styles.hash} title={commit}>
          {commit.slice(0, 12)}
        </code>
        <IconButton size="small" label="Copy the hash" onClick={() => void copyText(commit, "the hash")}>
          <Copy size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
        <a className={styles.changes} href={commitAddress(projectId, commit)}>
          Show its changes
        </a>
      </p>
      <h1 className={styles.subject} dir="auto">
        {subject === "" ? "A commit without a message" : subject}
      </h1>
      <p className={styles.facts}>
        <span title={email}>{author}</span>
        <Age at={authoredAt} now={now} />
        {parents.length > 0 && (
          <span>
            after{" "}
            {parents.map((parent) => (
              <a key={parent} className={styles.parent} href={passportAddress(projectId, parent)} title={parent}>
                {parent.slice(0, 7)}
              </a>
            ))}
          </span>
        )}
      </p>
      {branches.length + tags.length > 0 && (
        <ul aria-label="Branches and tags" className={styles.names}>
          {tags.slice(0, mostNames).map((tag) => (
            <li key={`tag ${tag}`} className={styles.name}>
              <Tag {...icon} />
              {tag}
            </li>
          ))}
          {branches.slice(0, mostNames).map((branch) => (
            <li key={branch} className={styles.name}>
              <GitBranch {...icon} />
              {branch}
            </li>
          ))}
          {branches.length > mostNames && <li className={styles.more}>and {branches.length - mostNames} more branches</li>}
        </ul>
      )}
      {body !== "" && <pre className={styles.message}>{body}</pre>}
    </header>
  );
}

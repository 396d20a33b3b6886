import { Copy, EllipsisVertical, X } from "lucide-react";
import { memo, useEffect, useState } from "react";
import type { CommitDetail } from "../../../../shared/contract/code/history.ts";
import { countOf, withThousands } from "../../../../shared/counts.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { checkOut, repeatCommit } from "../../../actions/code-actions.ts";
import { copyText } from "../../../actions/editor-actions.ts";
import { call } from "../../../link/call.ts";
import { changeQuery, passportAddress, runAddress } from "../../../state/route.ts";
import { Banner } from "../../../ui/banner.tsx";
import { IconButton } from "../../../ui/button.tsx";
import { classNames } from "../../../ui/class-names.ts";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import { Loading, Skeleton } from "../../../ui/skeleton.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { useRovingList } from "../../../ui/use-roving-list.ts";
import { askName } from "../branches/name-dialog.tsx";
import { changeNames } from "../changes/file-entries.ts";
import { CoveredDiff } from "../diff/covered-diff.tsx";
import styles from "./commit-pane.module.css";
import { RefNames } from "./ref-names.tsx";

/** One commit: what it says, its runs, its files, and how the chosen file differs. */
export function CommitPane({ projectId, commit, file }: { projectId: ProjectId; commit: string; file: string | null }) {
  const { detail, failure } = useCommit(projectId, commit);
  const shown = detail?.files.find(({ path }) => path === file) ?? null;
  return (
    <section aria-label={`Commit ${commit.slice(0, 7)}`} className={styles.pane}>
      <header className={styles.head}>
        <code className={styles.hash} title={commit}>
          {commit.slice(0, 12)}
        </code>
        <IconButton size="small" label="Copy the hash" onClick={() => void copyText(commit, "the hash")}>
          <Copy size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
        <span className={styles.space} />
        <a className={styles.passport} href={passportAddress(projectId, commit)}>
          Passport
        </a>
        <CommitMenu projectId={projectId} commit={commit} />
        <IconButton size="small" label="Close the commit (Esc)" data-close-beside="" onClick={() => changeQuery({ commit: "", file: "" })}>
          <X size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
      </header>
      {failure !== null && (
        <div className={styles.note}>
          <Banner kind="problem">
            {failure.message} {failure.hint}
          </Banner>
        </div>
      )}
      {detail === null && failure === null && (
        <div className={styles.note}>
          <Loading label="Reading the commit">
            <Skeleton height="200px" radius="10px" />
          </Loading>
        </div>
      )}
      {detail !== null && <Detail projectId={projectId} detail={detail} file={file} isShort={shown !== null} />}
      {detail !== null && shown !== null && (
        <CoveredDiff
          key={shown.path}
          projectId={projectId}
          path={shown.path}
          oldPath={shown.oldPath}
          side={{ of: "commit", commit, base: null }}
          runs={runsOfFiles(detail)}
        />
      )}
    </section>
  );
}

function Detail({
  projectId,
  detail,
  file,
  isShort,
}: {
  projectId: ProjectId;
  detail: CommitDetail;
  file: string | null;
  isShort: boolean;
}) {
  const [subject = "", ...rest] = detail.message.trimEnd().split("\n");
  const body = rest.join("\n").trim();
  const { author, email, at, committer, signature, files, fileCount, parents } = detail;
  return (
    <ScrollArea label="About the commit" className={classNames(styles.detail, isShort && styles.short)}>
      <h2 className={styles.subject}>{subject}</h2>
      <div className={styles.refs}>
        <RefNames refs={detail.refs} />
      </div>
      {body !== "" && <pre className={styles.body}>{body}</pre>}
      <dl className={styles.facts}>
        <dt>Author</dt>
        <dd title={email}>
          {author}, <time dateTime={new Date(at).toISOString()}>{new Date(at).toLocaleString("en-GB")}</time>
        </dd>
        {committer !== author && (
          <>
            <dt>Committer</dt>
            <dd>{committer}</dd>
          </>
        )}
        {signature !== null && (
          <>
            <dt>Signature</dt>
            <dd className={signature.isGood ? styles.good : undefined}>
              {[signature.isGood ? "good" : "not verified", signature.signer].filter((word) => word !== "").join(", ")}
            </dd>
          </>
        )}
        {parents.length > 0 && (
          <>
            <dt>{parents.length > 1 ? "Parents" : "Parent"}</dt>
            <dd>
              {parents.map((parent) => (
                <button key={parent} type="button" className={styles.parent} onClick={() => changeQuery({ commit: parent, file: "" })}>
                  <code>{parent.slice(0, 7)}</code>
                </button>
              ))}
            </dd>
          </>
        )}
        {detail.runs.length > 0 && (
          <>
            <dt>Runs</dt>
            <dd className={styles.runs}>
              {detail.runs.map((run) => (
                <a key={run.runId} href={runAddress(projectId, run.runId)}>
                  <StatusIcon status={run.status} size={14} />
                  {run.number}
                  <span className="visually-hidden"> {run.status}</span>
                </a>
              ))}
            </dd>
          </>
        )}
      </dl>
      <h3 className={styles.filesTitle}>
        {countOf(fileCount, "file")}
        {fileCount > files.length && `, the first ${withThousands(files.length)} are listed`}
      </h3>
      <Files files={files} file={file} />
    </ScrollArea>
  );
}

function Files({ files, file }: { files: CommitDetail["files"]; file: string | null }) {
  const { listProps, tabIndexOf } = useRovingList(
    files.map(({ path }) => path),
    file,
  );
  return (
    <ul className={styles.files} aria-label="Files of the commit" data-items="" {...listProps}>
      {files.map((each) => (
        <FileRow key={each.path} file={each} isChosen={each.path === file} tabIndex={tabIndexOf(each.path)} />
      ))}
    </ul>
  );
}

interface FileRowProps {
  file: CommitDetail["files"][number];
  isChosen: boolean;
  tabIndex: 0 | -1;
}

/** Of thousands of files only those are drawn again that changed their looks. */
const FileRow = memo(function FileRow({ file: { path, change, added, removed }, isChosen, tabIndex }: FileRowProps) {
  return (
    <li data-row={path}>
      <button
        type="button"
        className={classNames(styles.file, isChosen && styles.chosen)}
        data-item=""
        tabIndex={tabIndex}
        aria-current={isChosen ? "true" : undefined}
        title={path}
        onClick={() => changeQuery({ file: isChosen ? "" : path })}
      >
        <i aria-hidden="true" className={styles.letter} data-change={change} data-letter={changeNames[change].letter} />
        <span className={styles.path}>{path}</span>
        <span className="visually-hidden">{changeNames[change].word}</span>
        {added !== null && (
          <span className={styles.counts}>
            <span className={styles.good}>+{added}</span> <span className={styles.bad}>−{removed ?? 0}</span>
          </span>
        )}
      </button>
    </li>
  );
});

/** Runs of the very files of the commit: only of those it is known which line they ran. */
function runsOfFiles({ runs }: CommitDetail) {
  return runs.filter(({ isSameTree }) => isSameTree);
}

function CommitMenu({ projectId, commit }: { projectId: ProjectId; commit: string }) {
  return (
    <Menu
      align="end"
      trigger={
        <IconButton size="small" label="What can be done with this commit">
          <EllipsisVertical size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
      }
    >
      <MenuItem label="New branch here…" onSelect={() => askName({ kind: "branch", projectId, from: commit })} />
      <MenuItem label="Tag it…" onSelect={() => askName({ kind: "tag", projectId, from: commit })} />
      <MenuItem label="Check it out" detail="detached" onSelect={() => void checkOut(projectId, commit)} />
      <MenuSeparator />
      <MenuItem label="Cherry-pick" onSelect={() => void repeatCommit(projectId, "cherry-pick", commit)} />
      <MenuItem label="Revert" onSelect={() => void repeatCommit(projectId, "revert", commit)} />
    </Menu>
  );
}

function useCommit(projectId: ProjectId, revision: string): { detail: CommitDetail | null; failure: Failure | null } {
  const [state, setState] = useState<{ detail: CommitDetail | null; failure: Failure | null }>({ detail: null, failure: null });
  useEffect(() => {
    let isStale = false;
    void call((engine) => engine.code.commitDetail({ projectId, revision })).then((answer) => {
      if (!isStale) setState(answer.ok ? { detail: answer.value, failure: null } : { detail: null, failure: answer.failure });
    });
    return () => {
      isStale = true;
    };
  }, [projectId, revision]);
  return state;
}

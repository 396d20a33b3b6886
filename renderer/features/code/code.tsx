import { ArrowDownToLine, ArrowUpFromLine, ChevronDown, CloudDownload, GitBranch } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import type { CodeStatus } from "../../../shared/contract/code/changes.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { fetchAll, pull, push } from "../../actions/code-actions.ts";
import { setTrust } from "../../actions/project-actions.ts";
import { codeStore, followCode, readCodeStatus } from "../../state/code-status.ts";
import { isOperating, operationStore } from "../../state/operation.ts";
import { changeQuery, type RouteQuery } from "../../state/route.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import { TabStrip } from "../../ui/tabs.tsx";
import { BranchesView } from "./branches/branches-view.tsx";
import { ChangesView } from "./changes/changes-view.tsx";
import styles from "./code.module.css";
import { HistoryView } from "./history/history-view.tsx";
import { OperationBar } from "./operation/operation-bar.tsx";
import { PendingBar } from "./operation/pending-bar.tsx";
import { BranchSwitcher } from "./switcher/branch-switcher.tsx";

/** What the Code screen needs from around it. */
export interface CodeProps {
  projectId: ProjectId;
  /** The tab and what is open in it, as they stand in the address; change them with `changeQuery`. */
  query: RouteQuery;
}

const views = ["changes", "history", "branches"] as const;

/** A project's working folder, its commits and its branches. */
export function Code({ projectId, query }: CodeProps) {
  useEffect(() => followCode(projectId), [projectId]);
  const isOurs = useStore(codeStore, (state) => state.projectId === projectId);
  const { status, failure } = useStore(codeStore);
  const view = views.find((name) => name === query.view) ?? "changes";
  if (!isOurs || (status === null && failure === null)) return <CodeSkeleton />;
  if (status === null)
    return <NoCode projectId={projectId} code={failure?.code ?? ""} message={failure?.message ?? ""} hint={failure?.hint ?? ""} />;
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Code</h1>
        <TabStrip
          label="Views of the code"
          value={view}
          onChange={(next) => changeQuery({ view: next === "changes" ? "" : next, file: "", side: "", commit: "", text: "" })}
          tabs={[
            { value: "changes", label: "Changes", count: status.fileCount, isAlarming: status.conflictCount > 0 },
            { value: "history", label: "History" },
            { value: "branches", label: "Branches" },
          ]}
        />
        <span className={styles.space} />
        <BranchSwitcher projectId={projectId} status={status} />
        <Remotes projectId={projectId} status={status} />
      </header>
      {failure !== null && failure.code !== "ENGINE_LOST" && (
        <div className={styles.note}>
          <Banner kind="problem" actions={<Button onClick={() => void readCodeStatus(projectId)}>Try again</Button>}>
            {failure.message} {failure.hint}
          </Banner>
        </div>
      )}
      <PendingBar projectId={projectId} status={status} />
      <OperationBar projectId={projectId} />
      {view === "changes" && <ChangesView projectId={projectId} status={status} query={query} />}
      {view === "history" && <HistoryView projectId={projectId} query={query} />}
      {view === "branches" && <BranchesView projectId={projectId} status={status} />}
    </div>
  );
}

function Remotes({ projectId, status }: { projectId: ProjectId; status: CodeStatus }) {
  const isBusy = useStore(operationStore, isOperating);
  const { ahead, behind, branch, commit } = status;
  return (
    <div className={styles.remotes}>
      <Button kind="quiet" disabled={isBusy} onClick={() => void fetchAll(projectId)}>
        <CloudDownload size={14} strokeWidth={2} aria-hidden="true" />
        Fetch
      </Button>
      <Button kind="quiet" disabled={isBusy || branch === null || status.upstream === null} onClick={() => void pull(projectId)}>
        <ArrowDownToLine size={14} strokeWidth={2} aria-hidden="true" />
        Pull
        {behind !== null && behind > 0 && <span className={styles.count}>{behind}</span>}
      </Button>
      <span className={styles.pair}>
        <Button kind="quiet" disabled={isBusy || branch === null || commit === null} onClick={() => void push(projectId)}>
          <ArrowUpFromLine size={14} strokeWidth={2} aria-hidden="true" />
          Push
          {ahead !== null && ahead > 0 && <span className={styles.count}>{ahead}</span>}
        </Button>
        <Menu
          align="end"
          trigger={
            <button
              type="button"
              className={styles.more}
              aria-label="Other ways to push"
              disabled={isBusy || branch === null || commit === null}
            >
              <ChevronDown size={14} strokeWidth={2} aria-hidden="true" />
            </button>
          }
        >
          <MenuItem
            label="Push by force, with lease"
            detail="overwrites only what was seen there"
            isDanger
            onSelect={() => void push(projectId, true)}
          />
        </Menu>
      </span>
    </div>
  );
}

/** Why there is nothing to show, and the way on. */
function NoCode({ projectId, code, message, hint }: { projectId: ProjectId; code: string; message: string; hint: string }) {
  async function trust(): Promise<void> {
    if (await setTrust(projectId, true)) await readCodeStatus(projectId);
  }
  const title =
    { NOT_TRUSTED: "Git has not been asked yet", NO_REPOSITORY: "This folder is in no git repository" }[code] ?? "Git could not be asked";
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Code</h1>
      </header>
      <EmptyState
        drawing={<GitBranch size={40} strokeWidth={1.25} aria-hidden="true" />}
        title={title}
        actions={
          code === "NOT_TRUSTED" ? (
            <Button onClick={() => void trust()}>Trust this folder</Button>
          ) : (
            <Button onClick={() => void readCodeStatus(projectId)}>Try again</Button>
          )
        }
      >
        {code === "NOT_TRUSTED" ? (
          <p>
            A repository can hold programs that git starts, so git is asked only in folders that you trust. Do so when you know where this
            one comes from; its stages may run then, too.
          </p>
        ) : (
          <p>
            {message} {hint}
          </p>
        )}
        {code === "NO_REPOSITORY" && <p>Runs, logs and charts work without one.</p>}
      </EmptyState>
    </div>
  );
}

function CodeSkeleton() {
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Code</h1>
      </header>
      <div className={styles.note}>
        <Loading label="Reading the working folder">
          <div className={styles.skeleton}>
            <Skeleton width="260px" height="320px" radius="10px" />
            <Skeleton height="320px" radius="10px" />
          </div>
        </Loading>
      </div>
    </div>
  );
}

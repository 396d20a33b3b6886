import { EllipsisVertical, GitBranch, Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useStore } from "zustand";
import type { CodeStatus, Stash } from "../../../../shared/contract/code/changes.ts";
import type { Branch, Tag } from "../../../../shared/contract/code/history.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { checkOut, deleteBranch, deleteTag, dropStash, merge, rebase, switchTo, unstash } from "../../../actions/code-actions.ts";
import { nowStore } from "../../../state/now.ts";
import { changeQuery } from "../../../state/route.ts";
import { Age } from "../../../ui/age.tsx";
import { Banner } from "../../../ui/banner.tsx";
import { Button, IconButton } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import { Loading, Skeleton } from "../../../ui/skeleton.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { useRovingList } from "../../../ui/use-roving-list.ts";
import styles from "./branches-view.module.css";
import { matching } from "./matching.ts";
import { askName, NameDialog } from "./name-dialog.tsx";
import { useBranches } from "./use-branches.ts";

/** All names that point to commits: branches here and elsewhere, tags, and what was put aside. */
export function BranchesView({ projectId, status }: { projectId: ProjectId; status: CodeStatus }) {
  const { branches, tags, stashes, failure, retry } = useBranches(projectId);
  const [text, setText] = useState("");
  const now = useStore(nowStore, (state) => state.now);
  if (branches === null) {
    return failure === null ? (
      <div className={styles.note}>
        <Loading label="Reading the branches">
          <Skeleton height="240px" radius="10px" />
        </Loading>
      </div>
    ) : (
      <div className={styles.note}>
        <Banner kind="problem" actions={<Button onClick={retry}>Try again</Button>}>
          {failure.message} {failure.hint}
        </Banner>
      </div>
    );
  }
  const local = matching(
    branches.filter(({ kind }) => kind === "branch"),
    text,
  );
  const remote = matching(
    branches.filter(({ kind }) => kind === "remote"),
    text,
  );
  const shownTags = matching(tags, text);
  const isNothing = local.length + remote.length + shownTags.length + stashes.length === 0;
  return (
    <>
      <div className={styles.tools}>
        <TextField
          label="Find a branch or tag"
          isLabelHidden
          className={styles.search}
          placeholder="Find a branch or tag"
          data-search=""
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button disabled={status.commit === null} onClick={() => askName({ kind: "branch", projectId, from: "HEAD" })}>
          <Plus size={14} strokeWidth={2} aria-hidden="true" />
          New branch
        </Button>
      </div>
      <ScrollArea label="Branches and tags" className={styles.area}>
        {isNothing && (
          <EmptyState
            drawing={<GitBranch size={40} strokeWidth={1.25} aria-hidden="true" />}
            title={text === "" ? "No branch yet" : "Nothing is called so"}
          >
            {text === "" ? "The first commit makes the first branch." : "Names of branches and tags are searched."}
          </EmptyState>
        )}
        <Group
          title="Branches"
          all={local}
          keyOf={nameOf}
          preferred={status.branch}
          row={(branch, tabIndex) => <BranchRow {...{ projectId, branch, now, tabIndex }} current={status.branch} />}
        />
        <Group
          title="On remotes"
          all={remote}
          keyOf={nameOf}
          row={(branch, tabIndex) => <BranchRow {...{ projectId, branch, now, tabIndex }} current={status.branch} />}
        />
        <Group
          title="Stashes"
          all={text === "" ? stashes : []}
          keyOf={({ commit }) => commit}
          row={(stash, tabIndex) => <StashRow {...{ projectId, stash, now, tabIndex }} />}
        />
        <Group title="Tags" all={shownTags} keyOf={nameOf} row={(tag, tabIndex) => <TagRow {...{ projectId, tag, now, tabIndex }} />} />
      </ScrollArea>
      <NameDialog />
    </>
  );
}

interface GroupProps<Entry> {
  title: string;
  all: readonly Entry[];
  keyOf: (entry: Entry) => string;
  /** Where the Tab key leads to; the first one when it is left out. */
  preferred?: string | null;
  row: (entry: Entry, tabIndex: 0 | -1) => ReactNode;
}

function Group<Entry>({ title, all, keyOf, preferred = null, row }: GroupProps<Entry>) {
  const { listProps, tabIndexOf } = useRovingList(all.map(keyOf), preferred);
  if (all.length === 0) return null;
  return (
    <section aria-label={title} className={styles.group}>
      <h2 className={styles.title}>
        {title} <span className={styles.count}>{all.length}</span>
      </h2>
      <ul {...listProps}>
        {all.map((entry) => {
          const key = keyOf(entry);
          return (
            <li key={key} data-row={key}>
              {row(entry, tabIndexOf(key))}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

interface RowPlace {
  projectId: ProjectId;
  now: number;
  tabIndex: 0 | -1;
}

function BranchRow({ projectId, branch, current, now, tabIndex }: RowPlace & { branch: Branch; current: string | null }) {
  const { name, kind, isCurrent, subject, author, at, commit, upstream, isGone, ahead, behind, isMerged, worktree } = branch;
  return (
    <div className={styles.row} data-current={isCurrent ? "" : undefined}>
      <button
        type="button"
        className={styles.name}
        data-item=""
        tabIndex={tabIndex}
        title={`Show ${name} in the history`}
        onClick={() => changeQuery({ view: "history", commit })}
      >
        <GitBranch size={14} strokeWidth={2} aria-hidden="true" />
        <span className={styles.ellipsis}>{name}</span>
        {isCurrent && <span className={styles.mark}>current</span>}
        {isMerged && !isCurrent && <span className={styles.mark}>merged</span>}
        {worktree !== null && (
          <span className={styles.mark} title={worktree}>
            in another worktree
          </span>
        )}
      </button>
      <span className={styles.distance} title={upstream ?? ""}>
        {isGone
          ? "upstream is gone"
          : ahead === null || behind === null
            ? ""
            : ahead + behind === 0
              ? "even"
              : [ahead > 0 ? `↑${ahead}` : "", behind > 0 ? `↓${behind}` : ""].join(" ").trim()}
      </span>
      <span className={styles.subject}>{subject}</span>
      <span className={styles.author}>{author}</span>
      <span className={styles.age}>
        <Age at={at} now={now} />
      </span>
      <Menu
        align="end"
        trigger={
          <IconButton size="small" tabIndex={tabIndex} label={`What can be done with ${name}`}>
            <EllipsisVertical size={14} strokeWidth={2} aria-hidden="true" />
          </IconButton>
        }
      >
        <MenuItem label="Switch to it" isDisabled={isCurrent || worktree !== null} onSelect={() => void switchTo(projectId, name)} />
        <MenuItem
          label="Switch, and take the changes along"
          isDisabled={isCurrent || worktree !== null}
          onSelect={() => void switchTo(projectId, name, true)}
        />
        <MenuItem label={`Merge into ${current ?? "HEAD"}`} isDisabled={isCurrent} onSelect={() => void merge(projectId, name)} />
        <MenuItem label={`Rebase ${current ?? "HEAD"} onto it`} isDisabled={isCurrent} onSelect={() => void rebase(projectId, name)} />
        <MenuItem label="New branch here…" onSelect={() => askName({ kind: "branch", projectId, from: name })} />
        {kind === "branch" && (
          <>
            <MenuSeparator />
            <MenuItem label="Rename…" onSelect={() => askName({ kind: "rename", projectId, from: name })} />
            <MenuItem
              label={isMerged ? "Delete" : "Delete, although it is not merged"}
              isDanger
              isDisabled={isCurrent || worktree !== null}
              onSelect={() => void deleteBranch(projectId, name, !isMerged)}
            />
          </>
        )}
      </Menu>
    </div>
  );
}

function TagRow({ projectId, tag, now, tabIndex }: RowPlace & { tag: Tag }) {
  return (
    <div className={styles.row}>
      <button
        type="button"
        className={styles.name}
        data-item=""
        tabIndex={tabIndex}
        onClick={() => changeQuery({ view: "history", commit: tag.commit })}
      >
        <span className={styles.ellipsis}>{tag.name}</span>
      </button>
      <span className={styles.distance} />
      <span className={styles.subject}>{tag.message?.split("\n")[0] ?? ""}</span>
      <span className={styles.author} />
      <span className={styles.age}>
        <Age at={tag.at} now={now} />
      </span>
      <Menu
        align="end"
        trigger={
          <IconButton size="small" tabIndex={tabIndex} label={`What can be done with ${tag.name}`}>
            <EllipsisVertical size={14} strokeWidth={2} aria-hidden="true" />
          </IconButton>
        }
      >
        <MenuItem label="Check it out" detail="detached" onSelect={() => void checkOut(projectId, tag.name)} />
        <MenuItem label="New branch here…" onSelect={() => askName({ kind: "branch", projectId, from: tag.name })} />
        <MenuSeparator />
        <MenuItem label="Delete" isDanger onSelect={() => void deleteTag(projectId, tag.name)} />
      </Menu>
    </div>
  );
}

function StashRow({ projectId, stash, now, tabIndex }: RowPlace & { stash: Stash }) {
  return (
    <div className={styles.row}>
      <button
        type="button"
        className={styles.name}
        data-item=""
        tabIndex={tabIndex}
        onClick={() => changeQuery({ view: "history", commit: stash.commit })}
      >
        <span className={styles.ellipsis}>{stash.message}</span>
      </button>
      <span className={styles.distance} />
      <span className={styles.subject}>{stash.branch === null ? "" : `on ${stash.branch}`}</span>
      <span className={styles.author} />
      <span className={styles.age}>
        <Age at={stash.at} now={now} />
      </span>
      <Menu
        align="end"
        trigger={
          <IconButton size="small" tabIndex={tabIndex} label={`What can be done with the stash ${stash.message}`}>
            <EllipsisVertical size={14} strokeWidth={2} aria-hidden="true" />
          </IconButton>
        }
      >
        <MenuItem label="Bring it back" onSelect={() => void unstash(projectId, stash.commit, "pop")} />
        <MenuItem label="Bring it back, and keep it" onSelect={() => void unstash(projectId, stash.commit, "apply")} />
        <MenuSeparator />
        <MenuItem label="Drop" isDanger onSelect={() => void dropStash(projectId, stash.commit)} />
      </Menu>
    </div>
  );
}

import { Popover } from "@base-ui/react/popover";
import { Command } from "cmdk";
import { Check, ChevronDown, Cloud, GitBranch, Plus } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import type { CodeStatus } from "../../../../shared/contract/code/changes.ts";
import type { Branch } from "../../../../shared/contract/code/history.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { createBranch, switchTo } from "../../../actions/code-actions.ts";
import { nowStore } from "../../../state/now.ts";
import { isOperating, operationStore } from "../../../state/operation.ts";
import { closeOverlay, overlayStore, showOverlay } from "../../../state/overlay.ts";
import { changeQuery } from "../../../state/route.ts";
import { Age } from "../../../ui/age.tsx";
import { Button } from "../../../ui/button.tsx";
import { floatingRoot } from "../../../ui/floating-root.ts";
import { useBranches } from "../branches/use-branches.ts";
import styles from "./branch-switcher.module.css";
import { switcherChoices } from "./switcher-model.ts";

/** The branch, how it stands against its upstream, and the way to another one. */
export function BranchSwitcher({ projectId, status }: { projectId: ProjectId; status: CodeStatus }) {
  const isOpen = useStore(overlayStore, (state) => state.overlay.kind === "branches");
  const isBusy = useStore(operationStore, isOperating);
  const fieldRef = useRef<HTMLInputElement>(null);
  const { upstream, ahead, behind } = status;
  // It is only here: elsewhere nothing must seem to stand over the window.
  useEffect(() => () => void (overlayStore.getState().overlay.kind === "branches" && closeOverlay()), []);
  return (
    <Popover.Root open={isOpen} onOpenChange={(next) => (next ? showOverlay({ kind: "branches" }) : closeOverlay())}>
      <Popover.Trigger
        render={
          <button type="button" className={styles.trigger} title="Switch branch (B)" disabled={isBusy}>
            <GitBranch size={14} strokeWidth={2} aria-hidden="true" />
            <span className={styles.branch}>{placeOf(status)}</span>
            <ChevronDown size={14} strokeWidth={2} aria-hidden="true" />
          </button>
        }
      />
      {upstream !== null && <span className={styles.upstream}>{distanceWords(upstream, ahead, behind)}</span>}
      <Popover.Portal container={floatingRoot}>
        <Popover.Positioner positionMethod="fixed" align="end" sideOffset={6} collisionPadding={8} className={styles.positioner}>
          <Popover.Popup className={styles.popup} aria-label="Switch branch" initialFocus={fieldRef}>
            <Choices projectId={projectId} status={status} fieldRef={fieldRef} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function placeOf({ branch, commit, pending }: CodeStatus): string {
  if (branch !== null) return branch;
  if (pending !== null && pending.branch !== null) return `${pending.branch}, being rebased`;
  return commit === null ? "no commit yet" : `detached at ${commit.slice(0, 7)}`;
}

function distanceWords(upstream: string, ahead: number | null, behind: number | null): string {
  if (ahead === null || behind === null) return `${upstream} is gone`;
  if (ahead + behind === 0) return `even with ${upstream}`;
  const parts = [...(ahead > 0 ? [`${ahead} ahead`] : []), ...(behind > 0 ? [`${behind} behind`] : [])];
  return `${parts.join(", ")} of ${upstream}`;
}

interface ChoicesProps {
  projectId: ProjectId;
  status: CodeStatus;
  fieldRef: React.RefObject<HTMLInputElement | null>;
}

function Choices({ projectId, status, fieldRef }: ChoicesProps) {
  const { branches, failure } = useBranches(projectId);
  const [text, setText] = useState("");
  const now = useStore(nowStore, (state) => state.now);
  const { groups, newName } = useMemo(() => switcherChoices(branches ?? [], text), [branches, text]);
  const from = status.branch ?? status.commit?.slice(0, 7) ?? "";
  const perform = (work: () => unknown) => {
    closeOverlay();
    void work();
  };
  return (
    <Command shouldFilter={false} loop label="Switch branch">
      <Command.Input
        ref={fieldRef}
        value={text}
        onValueChange={setText}
        placeholder="Find a branch, or name a new one"
        className={styles.input}
      />
      <Command.List label="Branches" className={styles.list}>
        {failure !== null && (
          <p className={styles.none}>
            {failure.message} {failure.hint}
          </p>
        )}
        {groups.map(({ title, branches: members }) => (
          <Command.Group key={title} heading={title} className={styles.group}>
            {members.map((branch) => (
              <BranchChoice key={branch.name} branch={branch} now={now} onSelect={() => perform(() => switchTo(projectId, branch.name))} />
            ))}
          </Command.Group>
        ))}
        {/* Not before it is known which there are: a quick hand means one of those. */}
        {branches !== null && newName !== null && status.commit !== null && (
          <Command.Group heading="New" className={styles.group}>
            <Command.Item value="new " className={styles.row} onSelect={() => perform(() => createBranch(projectId, newName, "HEAD"))}>
              <Plus size={14} strokeWidth={2} aria-hidden="true" />
              <span className={styles.name}>
                New branch <b>{newName}</b>
              </span>
              <span className={styles.detail}>from {from}</span>
            </Command.Item>
          </Command.Group>
        )}
        {branches !== null && groups.length === 0 && newName === null && <p className={styles.none}>There is no branch yet.</p>}
      </Command.List>
      <footer className={styles.foot}>
        <Button size="small" kind="quiet" onClick={() => perform(() => changeQuery({ view: "branches", file: "", side: "", commit: "" }))}>
          All branches, tags and stashes
        </Button>
      </footer>
    </Command>
  );
}

function BranchChoice({ branch, now, onSelect }: { branch: Branch; now: number; onSelect: () => void }) {
  const { kind, name, isCurrent, worktree, ahead, behind, usedAt, at } = branch;
  const Icon = isCurrent ? Check : kind === "remote" ? Cloud : GitBranch;
  const distance = [(ahead ?? 0) > 0 ? `↑${ahead}` : "", (behind ?? 0) > 0 ? `↓${behind}` : ""].join(" ").trim();
  return (
    <Command.Item value={`${kind} ${name}`} className={styles.row} disabled={isCurrent || worktree !== null} onSelect={onSelect}>
      <Icon size={14} strokeWidth={2} aria-hidden="true" />
      <span className={styles.name} title={name}>
        {name}
      </span>
      <span className={styles.detail}>{isCurrent ? "current" : worktree !== null ? "in another worktree" : distance}</span>
      <span className={styles.age}>
        <Age at={usedAt ?? at} now={now} />
      </span>
    </Command.Item>
  );
}

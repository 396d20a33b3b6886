import { Archive, ArchiveRestore, Ellipsis, FileText, GitBranch, Trash2, X } from "lucide-react";
import type { KeyboardEvent } from "react";
import { useStore } from "zustand";
import type { PlanBoard, PlanItemDetail } from "../../../../shared/contract/plan.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { fillOfColumn } from "../../../../shared/plan-look.ts";
import { openInEditor } from "../../../actions/editor-actions.ts";
import { moveBack, removeItem, setArchived, startWork } from "../../../actions/plan-actions.ts";
import { nowStore } from "../../../state/now.ts";
import { pipelineStore } from "../../../state/pipeline.ts";
import { planStore, readOpenItem } from "../../../state/plan.ts";
import { Age } from "../../../ui/age.tsx";
import { Banner } from "../../../ui/banner.tsx";
import { Button, IconButton } from "../../../ui/button.tsx";
import { FailureNote } from "../../../ui/list-states.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu.tsx";
import { PartRing } from "../../../ui/part-ring.tsx";
import { Prose } from "../../../ui/prose.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import { Loading, Skeleton } from "../../../ui/skeleton.tsx";
import { CommentsPart } from "./comments-part.tsx";
import { CommitsPart } from "./commits-part.tsx";
import { ConflictsPart } from "./conflicts-part.tsx";
import { DescriptionPart } from "./description-part.tsx";
import { FieldsPart } from "./fields-part.tsx";
import styles from "./item-panel.module.css";
import { SourceLine } from "./source-line.tsx";
import { TitleField } from "./title-field.tsx";

const icon = { size: 14, strokeWidth: 2, "aria-hidden": true } as const;

interface ItemPanelProps {
  projectId: ProjectId;
  itemKey: string;
  board: PlanBoard;
  isTrusted: boolean;
  onClose: () => void;
}

/** One work item beside the board: all that its file says, and what git says of it. */
export function ItemPanel({ projectId, itemKey, board, isTrusted, onClose }: ItemPanelProps) {
  const open = useStore(planStore, (state) => (state.open?.key === itemKey ? state.open : null));
  const detail = open?.detail ?? null;
  return (
    <ScrollArea label="Item" className={styles.panel} data-beside={itemKey} onKeyDown={leaveField}>
      <div className={styles.close}>
        <IconButton label="Close the item (Esc)" size="small" data-close-beside="" onClick={onClose}>
          <X size={16} strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
      </div>
      {open !== null && open.failure !== null && <FailureNote failure={open.failure} onRetry={() => void readOpenItem()} />}
      {detail === null && (open?.failure ?? null) === null && <PanelSkeleton />}
      {detail !== null && <Loaded projectId={projectId} detail={detail} board={board} isTrusted={isTrusted} />}
    </ScrollArea>
  );
}

/** Escape in a field that has nothing to take back leads out of it; once more closes the item. */
function leaveField(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "Escape" || event.defaultPrevented || !(event.target instanceof HTMLElement)) return;
  if (!event.target.matches("input, textarea, select")) return;
  event.preventDefault();
  event.currentTarget.focus({ preventScroll: true });
}

function Loaded({ projectId, detail, board, isTrusted }: Omit<ItemPanelProps, "itemKey" | "onClose"> & { detail: PlanItemDetail }) {
  const now = useStore(nowStore, (state) => state.now);
  const { item } = detail;
  return (
    <>
      <header className={styles.head}>
        <p className={styles.standing}>
          <span className={styles.ring}>
            <PartRing fill={fillOfColumn(board.columns, item.column)} />
          </span>
          {item.number !== null && <span className={styles.number}>#{item.number}</span>}
          <span>{item.isArchived ? "in the archive" : item.column}</span>
        </p>
        <TitleField projectId={projectId} item={item} />
        <p className={styles.facts}>
          Added <Age at={item.createdAt} now={now} />, changed <Age at={item.changedAt} now={now} />
        </p>
        <SourceLine projectId={projectId} source={detail.source} />
        <Actions projectId={projectId} detail={detail} isTrusted={isTrusted} />
      </header>
      {item.moved !== null && (
        <div className={styles.note}>
          <Banner kind="note" actions={<Button onClick={() => void moveBack(projectId, item)}>Move back</Button>}>
            Moved here by itself from {item.moved.from}: <Prose text={item.moved.text} />, <Age at={item.moved.at} now={now} />.
          </Banner>
        </div>
      )}
      {item.conflicts.length > 0 && <ConflictsPart projectId={projectId} detail={detail} />}
      <FieldsPart projectId={projectId} item={item} board={board} />
      <DescriptionPart key={`${item.key} description`} projectId={projectId} detail={detail} />
      <CommitsPart projectId={projectId} detail={detail} isTrusted={isTrusted} now={now} />
      <CommentsPart projectId={projectId} detail={detail} now={now} />
    </>
  );
}

function Actions({ projectId, detail: { item, path }, isTrusted }: { projectId: ProjectId; detail: PlanItemDetail; isTrusted: boolean }) {
  const isRepository = useStore(pipelineStore, (state) => state.workingTree?.isRepository === true);
  return (
    <div className={styles.actions}>
      {isRepository && !item.isArchived && (
        <Button
          disabled={!isTrusted}
          title={isTrusted ? "Makes a branch that names the item, and switches to it" : "Git is not asked until you trust this folder"}
          onClick={() => void startWork(projectId, item)}
        >
          <GitBranch {...icon} />
          Start work
        </Button>
      )}
      <Button onClick={() => void setArchived(projectId, item, !item.isArchived)}>
        {item.isArchived ? <ArchiveRestore {...icon} /> : <Archive {...icon} />}
        {item.isArchived ? "Back on the board" : "Archive"}
      </Button>
      <Menu
        align="end"
        trigger={
          <IconButton label="More for this item">
            <Ellipsis size={16} strokeWidth={2} aria-hidden="true" />
          </IconButton>
        }
      >
        <MenuItem
          icon={<FileText {...icon} />}
          label="Open its file"
          detail={path}
          onSelect={() => void openInEditor(projectId, { path })}
        />
        <MenuSeparator />
        <MenuItem icon={<Trash2 {...icon} />} label="Remove the item" isDanger onSelect={() => void removeItem(projectId, item)} />
      </Menu>
    </div>
  );
}

function PanelSkeleton() {
  return (
    <Loading label="Reading the item">
      <div className={styles.skeleton}>
        <Skeleton width="30%" height="20px" />
        <Skeleton width="80%" height="28px" />
        <Skeleton height="120px" />
        <Skeleton height="160px" />
      </div>
    </Loading>
  );
}

import { GitBranch, GitCommitHorizontal, ListChecks, MessageSquare, Milestone, Sparkles, TriangleAlert } from "lucide-react";
import { memo, type PointerEvent, type ReactNode } from "react";
import type { PlanItem } from "../../../../shared/contract/plan.ts";
import { countOf } from "../../../../shared/counts.ts";
import { personHue, personInitials, personName } from "../../../../shared/plan-look.ts";
import { classNames } from "../../../ui/class-names.ts";
import { PartRing } from "../../../ui/part-ring.tsx";
import { PersonMark } from "../../../ui/person-mark.tsx";
import styles from "./item-card.module.css";

const icon = { size: 12, strokeWidth: 2, "aria-hidden": true } as const;

interface ItemCardProps {
  item: PlanItem;
  fill: number;
  /** Where it stands among all of its column, from 1, and how many those are. */
  position: number;
  count: number;
  top: number;
  address: string;
  /** Whether the Tab key stops here. */
  isStop: boolean;
  isOpen: boolean;
  /** Whether it is being dragged. */
  isLifted: boolean;
  onOpen: (key: string) => void;
  onGrab: (event: PointerEvent<HTMLElement>, item: PlanItem) => void;
}

/** One work item on the board. All of it leads to the item; it can be dragged. */
export const ItemCard = memo(function ItemCard(props: ItemCardProps) {
  const { item, fill, position, count, top, address, isStop, isOpen, isLifted, onOpen, onGrab } = props;
  return (
    <li
      className={classNames(styles.card, isOpen && styles.open, isLifted && styles.lifted, item.conflicts.length > 0 && styles.torn)}
      style={{ transform: `translateY(${top}px)` }}
      aria-posinset={position}
      aria-setsize={count}
      onPointerDown={(event) => onGrab(event, item)}
    >
      <CardFace item={item} fill={fill}>
        <a
          className={styles.link}
          href={address}
          draggable={false}
          data-item=""
          data-item-key={item.key}
          tabIndex={isStop ? 0 : -1}
          aria-current={isOpen ? "true" : undefined}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            onOpen(item.key);
          }}
        >
          {item.title}
        </a>
      </CardFace>
    </li>
  );
});

/** What a card shows: the same under the pointer while it is dragged. */
export function CardFace({ item, fill, children }: { item: PlanItem; fill: number; children: ReactNode }) {
  const { number, labels, assignee, moved, conflicts } = item;
  return (
    <>
      <span className={styles.head}>
        <span className={styles.ring}>
          <PartRing fill={fill} />
        </span>
        {number !== null && <span className={styles.number}>#{number}</span>}
        {conflicts.length > 0 && (
          <span className={styles.conflict}>
            <TriangleAlert {...icon} />
            {countOf(conflicts.length, "conflict")}
          </span>
        )}
        {moved !== null && conflicts.length === 0 && (
          <span className={styles.moved} title={`Moved here by itself from ${moved.from}: ${plain(moved.text)}`}>
            <Sparkles {...icon} />
            <span className={styles.why}>
              <span className="visually-hidden">Moved by itself: </span>
              {plain(moved.text)}
            </span>
          </span>
        )}
        <span className={styles.space} />
        {item.estimate !== null && (
          <span className={styles.estimate} title="Estimate">
            <span className="visually-hidden">Estimate </span>
            {item.estimate}
          </span>
        )}
      </span>
      <span className={styles.title} title={item.title} dir="auto">
        {children}
      </span>
      <span className={styles.foot}>
        <span className={styles.labels}>
          {labels.map((label) => (
            <span key={label} className={styles.label}>
              {label}
            </span>
          ))}
          {labels.length === 0 && item.milestone !== null && (
            <span className={styles.milestone}>
              <Milestone {...icon} />
              {item.milestone}
            </span>
          )}
        </span>
        <CardFacts item={item} />
        {assignee !== null && <PersonMark name={personName(assignee)} initials={personInitials(assignee)} hue={personHue(assignee)} />}
      </span>
    </>
  );
}

/** Without the marks of code, for which a card has no room. */
function plain(text: string): string {
  return text.replaceAll("`", "");
}

function CardFacts({ item: { tasks, comments, commits, branches } }: { item: PlanItem }) {
  return (
    <span className={styles.facts}>
      {tasks.all > 0 && (
        <CardFact icon={<ListChecks {...icon} />} words={`${tasks.done} of ${tasks.all} tasks done`}>
          {tasks.done}/{tasks.all}
        </CardFact>
      )}
      {comments > 0 && (
        <CardFact icon={<MessageSquare {...icon} />} words={countOf(comments, "comment")}>
          {comments}
        </CardFact>
      )}
      {commits > 0 ? (
        <CardFact icon={<GitCommitHorizontal {...icon} />} words={countOf(commits, "commit")}>
          {commits}
        </CardFact>
      ) : (
        branches.length > 0 && (
          <CardFact icon={<GitBranch {...icon} />} words={`branch ${branches.join(", ")}`}>
            {branches.length === 1 ? "" : branches.length}
          </CardFact>
        )
      )}
    </span>
  );
}

function CardFact({ icon, words, children }: { icon: ReactNode; words: string; children: ReactNode }) {
  return (
    <span className={styles.fact} title={words}>
      {icon}
      <span aria-hidden="true">{children}</span>
      <span className="visually-hidden">{words}</span>
    </span>
  );
}

import { Ellipsis, Play, Square } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, memo, useRef } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { ProjectId, StageRunId } from "../../../../shared/ids.ts";
import { enterLog } from "../../../actions/list-keys.ts";
import { nowStore } from "../../../state/now.ts";
import { stageTestsOf, testsStore } from "../../../state/tests.ts";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { StatusWord } from "../../../ui/status-word.tsx";
import type { ColumnLayout } from "../columns/column-layout.ts";
import { variantsOf } from "../live-history.ts";
import { type Card, cardLook, cardWords, isUnfinished, testWords } from "./card-words.ts";
import { HistoryBars } from "./history-bars.tsx";
import styles from "./stage-card.module.css";
import { VariantMarks } from "./variant-marks.tsx";

/** What a card can be told to do. One object for the whole board, so that cards need not be drawn again. */
export interface CardActions {
  run(card: Card): void;
  cancel(card: Card): void;
  openLog(card: Card): void;
  /** Opens the log of one of the stage's variants. */
  openVariant(stageRunId: StageRunId): void;
  /** Asks the question that the stage waits with. */
  review(card: Card): void;
  /** Says all about the stage that has no room on the card. */
  showDetails(card: Card): void;
  openMenu(card: Card, anchor: Element): void;
  /** The card has the focus, or something in it. */
  onFocus(card: Card): void;
}

interface StageCardProps extends Card {
  projectId: ProjectId;
  layout: ColumnLayout;
  /** Whether the Tab key stops here: at one card of the board. */
  isStop: boolean;
  /** Whether its log is open below. */
  isOpen: boolean;
  actions: CardActions;
}

/** A stage: how it stands, how it went lately, and the way to run it. */
export const StageCard = memo(function StageCard({ projectId, layout, isStop, isOpen, actions, stage, history, because }: StageCardProps) {
  const card: Card = { stage, history, because };
  const look = cardLook(card) ?? "none";
  const menuButton = useRef<HTMLButtonElement>(null);
  const tabIndex = isStop ? 0 : -1;

  function onKeyDown(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && look === "waiting") actions.review(card);
    else if (event.key === "Enter" && isOpen) enterLog();
    else if (event.key === "Enter") actions.openLog(card);
    else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) openMenu();
    else return;
    event.preventDefault();
  }
  function openMenu(): void {
    if (menuButton.current !== null) actions.openMenu(card, menuButton.current);
  }
  function onClick(event: MouseEvent): void {
    if (!(event.target instanceof Element) || event.target.closest("a, button") !== null) return;
    if (look === "waiting") actions.review(card);
    else actions.openLog(card);
  }

  return (
    <article
      aria-label={stage.name}
      data-item=""
      data-stage={stage.name}
      data-status={look}
      data-open={isOpen ? "" : undefined}
      className={styles.card}
      tabIndex={tabIndex}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onFocus={() => actions.onFocus(card)}
      onContextMenu={(event) => {
        event.preventDefault();
        openMenu();
      }}
    >
      <div className={styles.head}>
        <StatusIcon status={look} />
        <h3 className={styles.name} title={stage.name}>
          {stage.name}
        </h3>
        <button
          ref={menuButton}
          type="button"
          className={styles.menu}
          aria-label={`More for ${stage.name}`}
          aria-haspopup="menu"
          tabIndex={tabIndex}
          onClick={openMenu}
        >
          <Ellipsis size={14} strokeWidth={2} aria-hidden="true" />
        </button>
        <RunButton card={card} tabIndex={tabIndex} actions={actions} />
      </div>
      <Lines card={card} projectId={projectId} layout={layout} isStop={isStop} actions={actions} />
    </article>
  );
});

function RunButton({ card, tabIndex, actions }: { card: Card; tabIndex: number; actions: CardActions }) {
  const look = cardLook(card);
  const { name } = card.stage;
  if (!isUnfinished(look)) {
    return (
      <button
        type="button"
        data-run=""
        className={styles.run}
        aria-label={`Run ${name}`}
        title={`Run ${name}`}
        tabIndex={tabIndex}
        onClick={() => actions.run(card)}
      >
        <Play size={14} strokeWidth={2.3} aria-hidden="true" />
      </button>
    );
  }
  const isStopping = look === "canceling";
  const label = isStopping ? `${name} is stopping` : `Cancel ${name}`;
  return (
    <button
      type="button"
      className={styles.run}
      aria-label={label}
      title={label}
      aria-disabled={isStopping}
      tabIndex={tabIndex}
      onClick={() => {
        if (!isStopping) actions.cancel(card);
      }}
    >
      <Square size={12} strokeWidth={2.3} aria-hidden="true" />
    </button>
  );
}

interface LinesProps extends Pick<StageCardProps, "projectId" | "layout" | "isStop" | "actions"> {
  card: Card;
}

/** The lines that change with the clock; they are drawn again only when one of their words changes. */
function Lines({ card, projectId, layout, isStop, actions }: LinesProps) {
  const { measure, when, fact, progress } = useStore(
    nowStore,
    useShallow(({ now }) => cardWords(card, now)),
  );
  const tests = useStore(testsStore, (state) => testWords(stageTestsOf(state, card.stage.name, card.history?.latest?.runId ?? null)));
  const look = cardLook(card) ?? "none";
  const variants = variantsOf(card.history);
  return (
    <>
      <div className={styles.state}>
        <StatusWord status={look} />
        <span className={styles.measure} title={measure}>
          {measure}
        </span>
      </div>
      <HistoryBars projectId={projectId} stage={card.stage.name} history={card.history} layout={layout} isStop={isStop} />
      <div className={styles.foot}>
        <span className={styles.when} title={when}>
          {when}
        </span>
        {look === "waiting" ? (
          <button type="button" className={styles.review} tabIndex={isStop ? 0 : -1} onClick={() => actions.review(card)}>
            Review<span className="visually-hidden"> {card.stage.name}</span>
          </button>
        ) : variants.length > 1 ? (
          <VariantMarks
            stage={card.stage.name}
            variants={variants}
            layout={layout}
            tabIndex={isStop ? 0 : -1}
            onOpen={actions.openVariant}
            onMore={() => actions.showDetails(card)}
          />
        ) : (
          <span className={styles.fact} title={tests || fact}>
            {tests || fact}
          </span>
        )}
      </div>
      {progress !== null && (
        <div
          className={styles.progress}
          role="progressbar"
          aria-label={`Progress of ${card.stage.name}`}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(progress * 100)}
        >
          <i style={{ transform: `scaleX(${progress})` }} />
        </div>
      )}
    </>
  );
}

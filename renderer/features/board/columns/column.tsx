import { ArrowRight, Plus } from "lucide-react";
import { memo, type ReactNode } from "react";
import { useStore } from "zustand";
import { countOf } from "../../../../shared/counts.ts";
import type { ProjectId, StageRunId } from "../../../../shared/ids.ts";
import type { Phase } from "../../../../shared/pipeline/phases.ts";
import { environmentsStore } from "../../../state/environments.ts";
import { releasesStore } from "../../../state/releases.ts";
import { type Screen, screenAddress } from "../../../state/route.ts";
import { PhaseIcon, phaseName } from "../../../ui/phase-icon.tsx";
import type { Column } from "../board-model.ts";
import { isOfCard } from "../card/card-words.ts";
import { type CardActions, StageCard } from "../card/stage-card.tsx";
import { type InvitedPhase, invitationOf } from "../invitation/snippets.ts";
import { countReleased } from "../ribbon/release-summary.ts";
import styles from "./column.module.css";
import type { ColumnLayout } from "./column-layout.ts";
import { cardPitch, visibleRows } from "./visible-rows.ts";

/** What all columns have in common. */
export interface ColumnFrame {
  readonly projectId: ProjectId;
  readonly layout: ColumnLayout;
  /** The stage at which the Tab key stops. */
  readonly stop: string | null;
  readonly openStageRunId: StageRunId | null;
  readonly scrollTop: number;
  readonly height: number;
  readonly actions: CardActions;
}

/** What a phase has besides stages. */
export interface ColumnExtra {
  readonly count: number;
  readonly content: ReactNode;
}

interface FullColumnProps {
  column: Column;
  frame: ColumnFrame;
  hiddenCount: number;
  extra: ColumnExtra | null;
}

/** A phase with stages, or with something else to show. */
export const FullColumn = memo(function FullColumn({ column, frame, hiddenCount, extra }: FullColumnProps) {
  const { phase, cards } = column;
  const name = phaseName(phase);
  const rowInUse = cards.findIndex((card) => card.stage.name === frame.stop);
  const shownCount = cards.length + (extra?.count ?? 0);
  const rows = visibleRows(cards.length, frame.scrollTop, frame.height, rowInUse === -1 ? null : rowInUse);
  return (
    <section className={styles.full} style={{ width: frame.layout.columnWidth }} aria-label={name} data-phase={phase}>
      <header className={styles.head}>
        <PhaseIcon phase={phase} className={styles.icon} />
        <h2 className={styles.name}>{name}</h2>
        <span className={styles.count}>{hiddenCount === 0 ? shownCount : `${shownCount} of ${shownCount + hiddenCount}`}</span>
      </header>
      {cards.length === 0 && hiddenCount > 0 && <p className={styles.none}>Hidden by the filter</p>}
      <div className={styles.cards} style={{ height: Math.max(0, cards.length * cardPitch - 8) }}>
        {rows.map((row) => {
          const card = cards[row];
          if (card === undefined) return null;
          return (
            <div key={card.stage.name} className={styles.place} style={{ top: row * cardPitch }}>
              <StageCard
                projectId={frame.projectId}
                layout={frame.layout}
                isStop={row === rowInUse}
                isOpen={isOfCard(card, frame.openStageRunId)}
                actions={frame.actions}
                {...card}
              />
            </div>
          );
        })}
      </div>
      {extra !== null && <div className={cards.length === 0 ? undefined : styles.extra}>{extra.content}</div>}
    </section>
  );
});

interface EmptyColumnProps {
  projectId: ProjectId;
  phase: Phase;
  onInvite: (phase: InvitedPhase) => void;
}

/** A phase without stages: its name, and how to give it one. */
export function EmptyColumn({ projectId, phase, onInvite }: EmptyColumnProps) {
  return (
    <section className={styles.empty} aria-label={phaseName(phase)} data-phase={phase}>
      <PhaseIcon phase={phase} />
      <h2 className={styles.upright}>{phaseName(phase)}</h2>
      {phase === "plan" ? (
        <ToScreen projectId={projectId} screen="plan" label="Plan something…" icon={Plus} />
      ) : phase === "deploy" ? (
        <ToEnvironments projectId={projectId} />
      ) : phase === "release" ? (
        <ToReleases projectId={projectId} onInvite={onInvite} />
      ) : phase === "operate" ? (
        <ToScreen projectId={projectId} screen="services" label="Add a service…" icon={Plus} />
      ) : phase === "monitor" ? (
        <ToScreen projectId={projectId} screen="monitors" label="Add a monitor…" icon={Plus} />
      ) : (
        <ToStage phase={phase} onInvite={onInvite} />
      )}
    </section>
  );
}

/** The way to a stage of the phase. */
function ToStage({ phase, onInvite }: { phase: InvitedPhase; onInvite: (phase: InvitedPhase) => void }) {
  const { label } = invitationOf(phase);
  return (
    <button type="button" className={styles.invitation} aria-label={label} title={label} onClick={() => onInvite(phase)}>
      <Invite label={label} icon={Plus} />
    </button>
  );
}

/** Releases are made without a stage as well: where there are some, they are what the phase has. */
function ToReleases({ projectId, onInvite }: Pick<EmptyColumnProps, "projectId" | "onInvite">) {
  const count = useStore(releasesStore, ({ releases }) => countReleased(releases ?? []));
  if (count === 0) return <ToStage phase="release" onInvite={onInvite} />;
  return <ToScreen projectId={projectId} screen="releases" label={countOf(count, "release")} icon={ArrowRight} />;
}

/** Deploying needs no stage: it is the environments' own affair. */
function ToEnvironments({ projectId }: { projectId: ProjectId }) {
  const count = useStore(environmentsStore, (state) => state.environments?.length ?? 0);
  const label = count === 0 ? "Add an environment…" : countOf(count, "environment");
  return <ToScreen projectId={projectId} screen="environments" label={label} icon={count === 0 ? Plus : ArrowRight} />;
}

/** The way to a screen that shows how the phase gets something. */
function ToScreen(props: { projectId: ProjectId; screen: Screen; label: string; icon: typeof Plus }) {
  const { projectId, screen, label, icon } = props;
  return (
    <a className={styles.invitation} href={screenAddress(projectId, screen)} aria-label={label} title={label}>
      <Invite label={label} icon={icon} />
    </a>
  );
}

function Invite({ label, icon: Icon }: { label: string; icon: typeof Plus }) {
  return (
    <>
      <span className={styles.invite}>{label}</span>
      <span className={styles.plus}>
        <Icon size={16} strokeWidth={2} aria-hidden="true" />
      </span>
    </>
  );
}

import { useMemo, useState } from "react";
import type { ProjectId, StageRunId } from "../../../shared/ids.ts";
import { isTerminal } from "../../../shared/status.ts";
import { review } from "../../actions/approve-actions.ts";
import { cancelRun, runStage } from "../../actions/run-actions.ts";
import { showToast } from "../../state/toasts.ts";
import type { Card } from "./card/card-words.ts";
import type { CardActions } from "./card/stage-card.tsx";
import { variantsOf } from "./live-history.ts";

/** The menu of a card while it is open. */
export interface OpenMenu {
  readonly card: Card;
  readonly anchor: Element;
}

/** What cards can be told to do, and what that changed on the board. */
export function useCardActions(projectId: ProjectId, onOpenLog: (stageRunId: StageRunId) => void) {
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const [detailed, setDetailed] = useState<string | null>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const actions = useMemo<CardActions>(
    () => ({
      run: (card) => void runStage(projectId, card.stage.name),
      cancel: ({ history }) => {
        for (const { runId, id, status } of variantsOf(history)) if (!isTerminal(status)) void cancelRun(runId, id);
      },
      openLog: ({ stage, history }) => {
        if (history?.latest != null) onOpenLog(history.latest.id);
        else showToast({ message: `${stage.name} has not run yet, so it has no log.` });
      },
      openVariant: onOpenLog,
      review: ({ history }) =>
        review(
          variantsOf(history)
            .filter(({ status }) => status === "waiting")
            .map(({ id }) => id),
        ),
      showDetails: ({ stage }) => setDetailed(stage.name),
      openMenu: (card, anchor) => setMenu({ card, anchor }),
      onFocus: ({ stage }) => setCurrent(stage.name),
    }),
    [projectId, onOpenLog],
  );
  return { actions, menu, closeMenu: () => setMenu(null), detailed, closeDetails: () => setDetailed(null), current };
}

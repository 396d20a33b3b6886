import {
  Copy,
  FileCode,
  Info,
  MessageCircleQuestion,
  Play,
  RotateCw,
  ScrollText,
  Square,
  SquarePlay,
  StepForward,
  Terminal,
  Zap,
} from "lucide-react";
import type { ProjectId } from "../../../../shared/ids.ts";
import { copyText, openInEditor } from "../../../actions/editor-actions.ts";
import { runAgain, runStage, startRun } from "../../../actions/run-actions.ts";
import { AnchoredMenu } from "../../../ui/anchored-menu.tsx";
import { MenuItem, MenuSeparator } from "../../../ui/menu.tsx";
import { type Card, cardLook, isUnfinished } from "./card-words.ts";
import type { CardActions } from "./stage-card.tsx";

interface CardMenuProps {
  projectId: ProjectId;
  card: Card;
  anchor: Element;
  actions: CardActions;
  onClose: () => void;
}

const icon = { size: 14, strokeWidth: 2, "aria-hidden": true } as const;

/** All that can be done with a stage. */
export function CardMenu({ projectId, card, anchor, actions, onClose }: CardMenuProps) {
  const { stage } = card;
  const look = cardLook(card);
  const place = stage.line > 0 ? `${stage.source}:${stage.line}` : stage.source;
  return (
    <AnchoredMenu label={`More for ${stage.name}`} anchor={anchor} onClose={onClose}>
      {look === "waiting" && (
        <MenuItem
          icon={<MessageCircleQuestion {...icon} />}
          label="Approve or deny…"
          shortcut="Enter"
          onSelect={() => actions.review(card)}
        />
      )}
      {isUnfinished(look) ? (
        <MenuItem icon={<Square {...icon} />} label={`Cancel ${stage.name}`} onSelect={() => actions.cancel(card)} />
      ) : (
        <>
          <MenuItem icon={<Play {...icon} />} label={`Run ${stage.name}`} shortcut="R" onSelect={() => actions.run(card)} />
          <MenuItem
            icon={<SquarePlay {...icon} />}
            label="Run only this"
            detail={stage.needs.length === 0 ? undefined : "without its needs"}
            onSelect={() => void runStage(projectId, stage.name, true)}
          />
          {stage.isCached && (
            <MenuItem
              icon={<Zap {...icon} />}
              label="Run without the cache"
              onSelect={() => void startRun({ projectId, stages: [stage.name], only: false, useCache: false })}
            />
          )}
          <AgainItems projectId={projectId} card={card} />
        </>
      )}
      <MenuItem
        icon={<ScrollText {...icon} />}
        label="Open log"
        shortcut="Enter"
        isDisabled={card.history?.latest == null}
        onSelect={() => actions.openLog(card)}
      />
      <MenuItem icon={<Info {...icon} />} label="Details…" onSelect={() => actions.showDetails(card)} />
      <MenuSeparator />
      <MenuItem
        icon={<Copy {...icon} />}
        label="Copy command"
        onSelect={() => void copyText(stage.commands.join("\n"), `the command of ${stage.name}`)}
      />
      <MenuItem
        icon={<Terminal {...icon} />}
        label="Copy as millrace run"
        onSelect={() => void copyText(`millrace run ${stage.name}`, "the command line")}
      />
      <MenuItem
        icon={<FileCode {...icon} />}
        label="Show definition"
        detail={place}
        onSelect={() => void openInEditor(projectId, { path: stage.source, line: stage.line })}
      />
    </AnchoredMenu>
  );
}

/** What of the stage's last run can be run again, with what passed there kept. */
function AgainItems({ projectId, card: { stage, history } }: Pick<CardMenuProps, "projectId" | "card">) {
  const runId = history?.latest?.runId;
  const number = history?.latestRunNumber;
  if (runId === undefined || number == null) return null;
  return (
    <>
      <MenuItem
        icon={<StepForward {...icon} />}
        label="Run again from here"
        detail={`as in run ${number}`}
        onSelect={() => void runAgain(projectId, runId, "from", [stage.name])}
      />
      <MenuItem
        icon={<RotateCw {...icon} />}
        label="Run what failed again"
        detail={`in run ${number}`}
        onSelect={() => void runAgain(projectId, runId, "failed")}
      />
    </>
  );
}

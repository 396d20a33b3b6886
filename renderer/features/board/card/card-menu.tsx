import { Copy, FileCode, Play, ScrollText, Square, SquarePlay, Terminal } from "lucide-react";
import type { ProjectId } from "../../../../shared/ids.ts";
import { isTerminal } from "../../../../shared/status.ts";
import { copyText, openInEditor } from "../../../actions/editor-actions.ts";
import { runStage } from "../../../actions/run-actions.ts";
import { AnchoredMenu } from "../../../ui/anchored-menu.tsx";
import { MenuItem, MenuSeparator } from "../../../ui/menu.tsx";
import { type Card, cardStatus } from "./card-words.ts";
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
  const status = cardStatus(card);
  const isUnfinished = status !== null && !isTerminal(status);
  const place = stage.line > 0 ? `${stage.source}:${stage.line}` : stage.source;
  return (
    <AnchoredMenu label={`More for ${stage.name}`} anchor={anchor} onClose={onClose}>
      {isUnfinished ? (
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
        </>
      )}
      <MenuItem
        icon={<ScrollText {...icon} />}
        label="Open log"
        shortcut="Enter"
        isDisabled={card.history?.latest == null}
        onSelect={() => actions.openLog(card)}
      />
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

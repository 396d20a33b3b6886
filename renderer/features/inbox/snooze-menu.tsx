import { useState } from "react";
import type { InboxEntry } from "../../../shared/contract/inbox.ts";
import { snoozeChoices, snoozeEntry } from "../../actions/inbox-actions.ts";
import { AnchoredMenu } from "../../ui/anchored-menu.tsx";
import { MenuItem, MenuSeparator } from "../../ui/menu.tsx";

const when = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });

interface SnoozeMenuProps {
  entry: InboxEntry;
  anchor: Element;
  isSnoozed: boolean;
  onChosen: () => void;
  onClose: () => void;
}

/** Until when an entry is put off. */
export function SnoozeMenu({ entry, anchor, isSnoozed, onChosen, onClose }: SnoozeMenuProps) {
  const [choices] = useState(() => snoozeChoices(Date.now()));
  const choose = (untilMs: number | null) => {
    onChosen();
    onClose();
    void snoozeEntry(entry, untilMs);
  };
  return (
    <AnchoredMenu label={`Put off ${entry.title}`} anchor={anchor} onClose={onClose}>
      {choices.map(({ label, untilMs }) => (
        <MenuItem key={label} label={label} detail={when.format(untilMs)} onSelect={() => choose(untilMs)} />
      ))}
      {isSnoozed && (
        <>
          <MenuSeparator />
          <MenuItem label="Bring it back now" onSelect={() => choose(null)} />
        </>
      )}
    </AnchoredMenu>
  );
}

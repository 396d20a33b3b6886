import type { InboxView } from "../../state/inbox.ts";
import { Drawing } from "../../ui/drawing.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";

const words: Readonly<Record<InboxView, { readonly title: string; readonly text: string }>> = {
  open: {
    title: "Nothing is broken",
    text: "What breaks, or asks for you, is told here: once, with the commit that it is broken since, until it is whole again.",
  },
  unread: { title: "All is read", text: "What breaks anew, or becomes worse, is unread again." },
  snoozed: { title: "Nothing is put off", text: "What you put off comes back in time, or earlier when it becomes worse." },
  muted: { title: "Nothing is muted", text: "Of what you mute nothing is told any more, until you lift it here." },
  ended: { title: "Nothing has ended yet", text: "What is whole again is kept here for three months, with what mended it." },
};

/** What stands where there are no entries. */
export function NoEntries({ view }: { view: InboxView }) {
  const { title, text } = words[view];
  return (
    <EmptyState drawing={<CalmWater />} title={title}>
      <p>{text}</p>
    </EmptyState>
  );
}

/** A small drawing: a mill wheel over calm water. */
function CalmWater() {
  return (
    <Drawing>
      <circle cx="84" cy="42" r="24" />
      <circle cx="84" cy="42" r="4" />
      <path d="M84 18v20M84 46v20M60 42h20M88 42h20M67 25l14 14M87 45l14 14M101 25L87 39M81 45L67 59" stroke="var(--line-strong)" />
      <path d="M16 76c8-4 16-4 24 0s16 4 24 0 16-4 24 0 16 4 24 0 16-4 24 0 12 3 16 2" />
      <path d="M36 86c6-3 12-3 18 0s12 3 18 0 12-3 18 0 12 3 18 0 12-3 18 0" stroke="var(--line-strong)" />
    </Drawing>
  );
}

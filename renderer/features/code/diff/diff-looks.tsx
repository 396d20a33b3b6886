import { Columns2, Pilcrow, Rows2 } from "lucide-react";
import { useStore } from "zustand";
import { preferencesStore, setChoice } from "../../../state/preferences.ts";
import { IconButton } from "../../../ui/button.tsx";
import { SegmentedControl } from "../../../ui/segmented-control.tsx";

/** How differences are laid out. */
export type Layout = "inline" | "split";

/** The layout that the person chose last. */
export function useLayout(): Layout {
  return useStore(preferencesStore, ({ choices }) => (choices["code.layout"] === "split" ? "split" : "inline"));
}

/** Chooses how all differences look. */
export function DiffLooks() {
  const layout = useLayout();
  const isSpaceIgnored = useStore(preferencesStore, ({ choices }) => choices["code.space"] === "ignored");
  return (
    <>
      <IconButton
        size="small"
        label="Ignore white space"
        isPressed={isSpaceIgnored}
        onClick={() => setChoice("code.space", isSpaceIgnored ? "" : "ignored")}
      >
        <Pilcrow size={14} strokeWidth={2} aria-hidden="true" />
      </IconButton>
      <SegmentedControl
        label="Layout of the difference"
        value={layout}
        onChange={(next) => setChoice("code.layout", next)}
        segments={[
          {
            value: "inline",
            label: <span className="visually-hidden">One column</span>,
            icon: <Rows2 size={14} strokeWidth={2} aria-hidden="true" />,
          },
          {
            value: "split",
            label: <span className="visually-hidden">Side by side</span>,
            icon: <Columns2 size={14} strokeWidth={2} aria-hidden="true" />,
          },
        ]}
      />
    </>
  );
}

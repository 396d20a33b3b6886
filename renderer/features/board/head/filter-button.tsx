import { Popover } from "@base-ui/react/popover";
import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { ListFilter, Search } from "lucide-react";
import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { Button } from "../../../ui/button.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { type BoardFilter, isFiltered, noFilter } from "../board-model.ts";
import styles from "./board-head.module.css";

const states = [
  { value: "all", label: "All stages", status: null },
  { value: "failed", label: "Broken", status: "failed" },
  { value: "running", label: "Running", status: "running" },
  { value: "waiting", label: "Waiting for approval", status: "waiting" },
  { value: "not-run", label: "Not run yet", status: "none" },
] as const;

/** Narrows the board to some of its stages. `/` opens it from anywhere on the screen. */
export function FilterButton({ filter, onFilter }: { filter: BoardFilter; onFilter: (filter: BoardFilter) => void }) {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || document.querySelector("[role=menu],[role=dialog]") !== null) return;
      event.preventDefault();
      // At once, and the field takes the focus as it comes: a quick hand types on, and its letters belong there.
      flushSync(() => setIsOpen(true));
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger
        render={
          <Button kind={isFiltered(filter) ? "normal" : "quiet"}>
            <ListFilter size={14} strokeWidth={2} aria-hidden="true" />
            {filterWords(filter)}
          </Button>
        }
      />
      <Popover.Portal>
        <Popover.Positioner align="end" sideOffset={6} className={styles.positioner}>
          <Popover.Popup className={styles.popup} aria-label="Filter stages">
            <TextField
              ref={focusAtOnce}
              label="Name or command"
              isLabelHidden
              placeholder="Name or command"
              icon={<Search size={14} strokeWidth={2} aria-hidden="true" />}
              value={filter.text}
              onChange={(event) => onFilter({ ...filter, text: event.target.value })}
              onKeyDown={(event) => event.key === "Enter" && setIsOpen(false)}
            />
            <RadioGroup
              aria-label="State"
              className={styles.states}
              value={filter.state}
              onValueChange={(state) => onFilter({ ...filter, state: state as BoardFilter["state"] })}
            >
              {states.map(({ value, label, status }) => (
                <Radio.Root key={value} value={value} className={styles.state} nativeButton render={<button type="button" />}>
                  {status !== null && <StatusIcon status={status} size={14} />}
                  {label}
                </Radio.Root>
              ))}
            </RadioGroup>
            {isFiltered(filter) && (
              <Button size="small" className={styles.clear} onClick={() => onFilter(noFilter)}>
                Show all stages
              </Button>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** The popover would give the focus a frame later. */
function focusAtOnce(field: HTMLInputElement | null): void {
  field?.focus({ preventScroll: true });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}

function filterWords(filter: BoardFilter): string {
  const state = states.find(({ value }) => value === filter.state);
  const parts = [filter.state === "all" ? "" : (state?.label ?? ""), filter.text.trim() === "" ? "" : `“${filter.text.trim()}”`];
  const words = parts.filter((part) => part !== "").join(", ");
  return words === "" ? "Filter" : words;
}

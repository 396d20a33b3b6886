import { Menu as Base } from "@base-ui/react/menu";
import type { ReactNode } from "react";
import styles from "./menu.module.css";

interface AnchoredMenuProps {
  /** Its accessible name. */
  label: string;
  /** Where it opens, and where the focus returns to. */
  anchor: Element;
  onClose: () => void;
  children: ReactNode;
}

/** A menu for things that are too many to have one each: it is open as long as it is drawn, at whatever asked for it. */
export function AnchoredMenu({ label, anchor, onClose, children }: AnchoredMenuProps) {
  return (
    <Base.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      {/* Beside what it belongs to, so that it stays within the page's landmarks. */}
      <Base.Portal container={anchor.closest<HTMLElement>("main") ?? document.body}>
        <Base.Positioner
          anchor={anchor}
          positionMethod="fixed"
          className={styles.positioner}
          align="end"
          sideOffset={4}
          collisionPadding={8}
        >
          <Base.Popup aria-label={label} className={styles.popup} finalFocus={() => (anchor instanceof HTMLElement ? anchor : true)}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

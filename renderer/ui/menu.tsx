import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { floatingRoot } from "./floating-root.ts";
import { Kbd } from "./kbd.tsx";
import styles from "./menu.module.css";

interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement;
  children: ReactNode;
  align?: "start" | "end";
  side?: "bottom" | "right";
  /** What gets the focus when it closes; the button that opened it when that is `null`, or left out. */
  focusAfter?: () => HTMLElement | null;
}

/** A list of things to do that opens from a button. */
export function Menu({ trigger, children, align = "start", side = "bottom", focusAfter }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal container={floatingRoot}>
        <Base.Positioner positionMethod="fixed" className={styles.positioner} align={align} side={side} sideOffset={6} collisionPadding={8}>
          <Base.Popup className={styles.popup} finalFocus={() => focusAfter?.() ?? true}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface MenuItemProps {
  icon?: ReactNode;
  label: ReactNode;
  /** Said in a lower voice at the right. */
  detail?: ReactNode;
  shortcut?: string | undefined;
  isDisabled?: boolean;
  isDanger?: boolean;
  isCurrent?: boolean;
  onSelect: () => void;
}

/** One thing to do. */
export function MenuItem({
  icon,
  label,
  detail,
  shortcut,
  isDisabled = false,
  isDanger = false,
  isCurrent = false,
  onSelect,
}: MenuItemProps) {
  return (
    <Base.Item
      className={classNames(styles.item, isDanger && styles.danger, isCurrent && styles.current)}
      disabled={isDisabled}
      onClick={onSelect}
    >
      {icon !== undefined && <span className={styles.icon}>{icon}</span>}
      <span className={styles.label}>{label}</span>
      {detail !== undefined && <span className={styles.detail}>{detail}</span>}
      {shortcut !== undefined && <Kbd shortcut={shortcut} />}
    </Base.Item>
  );
}

/** A line between groups. */
export function MenuSeparator() {
  return <Base.Separator className={styles.separator} />;
}

/** Items under a small heading. */
export function MenuGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Base.Group>
      <Base.GroupLabel className={styles.groupLabel}>{label}</Base.GroupLabel>
      {children}
    </Base.Group>
  );
}

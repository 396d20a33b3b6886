import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { IconButton } from "./button.tsx";
import styles from "./dialog.module.css";

interface DialogProps {
  onClose: () => void;
  title: string;
  /** One or two sentences below the title. */
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the main one last. */
  footer: ReactNode;
  /** CSS pixels. */
  width?: number;
  initialFocus?: RefObject<HTMLElement | null>;
}

/** A panel over everything that asks for one decision. It is open as long as it is drawn; Esc and a click outside close it. */
export function Dialog({ onClose, title, description, children, footer, width = 480, initialFocus }: DialogProps) {
  return (
    <Base.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.scrim} />
        <Base.Popup className={styles.popup} style={{ width }} {...(initialFocus === undefined ? {} : { initialFocus })}>
          <header className={styles.head}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <Base.Close render={<IconButton label="Close" size="small" />}>
              <X size={16} strokeWidth={1.75} aria-hidden="true" />
            </Base.Close>
          </header>
          {description !== undefined && <Base.Description className={styles.description}>{description}</Base.Description>}
          {children !== undefined && <div className={styles.body}>{children}</div>}
          <footer className={styles.foot}>{footer}</footer>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

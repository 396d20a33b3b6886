import { ArrowDownToLine, Clock, Download, WrapText } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { Button, IconButton } from "../../ui/button.tsx";
import { LogSearchBox } from "./log-search-box.tsx";
import styles from "./log-toolbar.module.css";
import type { MatchNavigation } from "./use-match-navigation.ts";

interface LogToolbarProps {
  header: ReactNode;
  trailing: ReactNode;
  searchRef: RefObject<HTMLInputElement | null>;
  scrollerRef: RefObject<HTMLDivElement | null>;
  matching: MatchNavigation;
  isWrapped: boolean;
  showsTime: boolean;
  /** `null` for a log that does not grow. */
  follow: { readonly isOn: boolean; readonly set: (isOn: boolean) => void } | null;
  onWrap: () => void;
  onTime: () => void;
  /** `null` while there is nothing to save. */
  onSave: (() => void) | null;
}

/** What can be done with a log, above it. */
export function LogToolbar(props: LogToolbarProps) {
  const { header, trailing, searchRef, scrollerRef, matching, isWrapped, showsTime, follow } = props;
  return (
    <div className={styles.bar}>
      <div className={styles.header}>{header}</div>
      <LogSearchBox
        inputRef={searchRef}
        search={matching.search}
        current={matching.index}
        onMove={matching.move}
        onClose={() => {
          matching.clear();
          scrollerRef.current?.focus();
        }}
      />
      <span className={styles.line} />
      <IconButton label="Show times" isPressed={showsTime} onClick={props.onTime}>
        <Clock size={14} strokeWidth={2} aria-hidden="true" />
      </IconButton>
      <IconButton label="Wrap long lines" isPressed={isWrapped} onClick={props.onWrap}>
        <WrapText size={14} strokeWidth={2} aria-hidden="true" />
      </IconButton>
      <IconButton label="Save the log as a file" disabled={props.onSave === null} onClick={() => props.onSave?.()}>
        <Download size={14} strokeWidth={2} aria-hidden="true" />
      </IconButton>
      {follow !== null && (
        <Button size="small" kind="quiet" isPressed={follow.isOn} onClick={() => follow.set(!follow.isOn)}>
          <ArrowDownToLine size={14} strokeWidth={2} aria-hidden="true" />
          Following
        </Button>
      )}
      {trailing}
    </div>
  );
}

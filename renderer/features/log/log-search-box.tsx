import { CaseSensitive, ChevronDown, ChevronUp, Regex, Search, X } from "lucide-react";
import type { KeyboardEvent, RefObject } from "react";
import { withThousands } from "../../../shared/counts.ts";
import { IconButton } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import styles from "./log-search-box.module.css";
import type { LogSearch } from "./use-log-search.ts";

interface LogSearchBoxProps {
  inputRef: RefObject<HTMLInputElement | null>;
  search: LogSearch;
  /** Place of the match that is shown, from 0; -1 before one was. */
  current: number;
  onMove: (step: 1 | -1) => void;
  onClose: () => void;
}

/** The field that searches a log: count, both ways, letter case, regular expressions. */
export function LogSearchBox({ inputRef, search, current, onMove, onClose }: LogSearchBoxProps) {
  const { query, setQuery, matches, problem } = search;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") onMove(event.shiftKey ? -1 : 1);
    else if (event.key === "ArrowDown") onMove(1);
    else if (event.key === "ArrowUp") onMove(-1);
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <search className={styles.box} aria-label="Search in the log">
      <Search size={14} strokeWidth={2} aria-hidden="true" className={styles.icon} />
      <input
        ref={inputRef}
        className={classNames(styles.input, problem !== "" && styles.bad)}
        type="text"
        data-search=""
        aria-label="Find in log"
        aria-invalid={problem !== ""}
        placeholder="Find in log"
        spellCheck={false}
        autoComplete="off"
        value={query.text}
        title={problem}
        onChange={(event) => setQuery({ ...query, text: event.target.value })}
        onKeyDown={onKeyDown}
      />
      <span className={styles.count} role="status" aria-busy={matches?.isCounting === true} title={countTitle(search)}>
        {countText(search, current)}
      </span>
      <span className={styles.tools}>
        <IconButton
          size="small"
          label="Match case"
          isPressed={query.isCaseSensitive}
          onClick={() => setQuery({ ...query, isCaseSensitive: !query.isCaseSensitive })}
        >
          <CaseSensitive size={16} strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
        <IconButton
          size="small"
          label="Regular expression"
          isPressed={query.isRegularExpression}
          onClick={() => setQuery({ ...query, isRegularExpression: !query.isRegularExpression })}
        >
          <Regex size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
        {query.text !== "" && (
          <>
            <IconButton size="small" label="Previous match" disabled={!matches?.total} onClick={() => onMove(-1)}>
              <ChevronUp size={14} strokeWidth={2} aria-hidden="true" />
            </IconButton>
            <IconButton size="small" label="Next match" disabled={!matches?.total} onClick={() => onMove(1)}>
              <ChevronDown size={14} strokeWidth={2} aria-hidden="true" />
            </IconButton>
            <IconButton size="small" label="Close search" onClick={onClose}>
              <X size={14} strokeWidth={2} aria-hidden="true" />
            </IconButton>
          </>
        )}
      </span>
    </search>
  );
}

function countTitle({ matches }: LogSearch): string {
  if (matches === null) return "";
  if (matches.isCounting) return "Still counting";
  if (!matches.isComplete) return "Some lines were left out, because the pattern takes too long on them";
  const { length } = matches.lineNumbers;
  return length < matches.total ? `Next and previous lead through the first ${withThousands(length)}` : "";
}

function countText({ query, matches, problem }: LogSearch, current: number): string {
  if (query.text === "") return "";
  if (problem !== "") return "Not valid";
  if (matches === null) return "";
  if (matches.total === 0) return matches.isCounting ? "…" : "None";
  const total = `${withThousands(matches.total)}${matches.isComplete && !matches.isCounting ? "" : "+"}`;
  return current < 0 ? total : `${withThousands(current + 1)} of ${total}`;
}

import { CaseSensitive, Regex, Search, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { moveFocus } from "../../actions/list-keys.ts";
import { changeQuery } from "../../state/route.ts";
import { IconButton } from "../../ui/button.tsx";
import styles from "./search-field.module.css";
import type { LogQuery } from "./search-query.ts";
import { stopSearch } from "./search-session.ts";

// Long enough for the next letter, short enough not to be waited for.
const typingPauseMs = 150;

/** The field of the search with its two switches. What is typed is searched for after a short pause, or at once with Enter. */
export function SearchField({ query, problem }: { query: LogQuery; problem: string }) {
  const [text, setText] = useState(query.text);
  const ref = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** What was typed and handed on last: another text in the address came from a link. */
  const handedOn = useRef(query.text);
  useEffect(() => {
    if (handedOn.current === "") ref.current?.focus();
    return () => clearTimeout(timer.current);
  }, []);
  useEffect(() => {
    if (query.text === handedOn.current) return;
    handedOn.current = query.text;
    clearTimeout(timer.current);
    setText(query.text);
  }, [query.text]);

  function handOn(next: string): void {
    clearTimeout(timer.current);
    handedOn.current = next;
    changeQuery({ text: next });
  }
  function type(next: string): void {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => handOn(next), typingPauseMs);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Enter") handOn(text);
    else if (event.key === "ArrowDown") moveFocus(1);
    else if (event.key === "Escape") stopSearch();
    else return;
    event.preventDefault();
  }
  return (
    <search className={styles.field} data-invalid={problem === "" ? undefined : ""}>
      <Search size={16} strokeWidth={1.75} aria-hidden="true" className={styles.icon} />
      <input
        ref={ref}
        type="text"
        className={styles.input}
        data-search=""
        aria-label="Search in all logs"
        aria-invalid={problem !== ""}
        aria-describedby={problem === "" ? undefined : "log-search-problem"}
        placeholder="Search what any stage ever wrote"
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={({ target }) => type(target.value)}
        onKeyDown={onKeyDown}
      />
      {text !== "" && (
        <IconButton
          size="small"
          label="Clear the search"
          onClick={() => {
            type("");
            ref.current?.focus();
          }}
        >
          <X size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
      )}
      <IconButton
        size="small"
        label="Match case"
        isPressed={query.isCaseSensitive}
        onClick={() => changeQuery({ case: query.isCaseSensitive ? "" : "yes" })}
      >
        <CaseSensitive size={16} strokeWidth={1.75} aria-hidden="true" />
      </IconButton>
      <IconButton
        size="small"
        label="Regular expression"
        isPressed={query.isRegularExpression}
        onClick={() => changeQuery({ regex: query.isRegularExpression ? "" : "yes" })}
      >
        <Regex size={14} strokeWidth={2} aria-hidden="true" />
      </IconButton>
    </search>
  );
}

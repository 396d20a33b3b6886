import { ChevronDown } from "lucide-react";
import { type RefObject, useRef } from "react";
import { checkMessage, commitTypes, parseHeader, subjectLimit, suggestMessage } from "../../../../shared/commit-message.ts";
import { Menu, MenuItem } from "../../../ui/menu.tsx";
import styles from "./message-help.module.css";
import { withScope, withType } from "./message-parts.ts";

interface MessageHelpProps {
  message: string;
  /** What will be committed. */
  paths: readonly string[];
  /** Scopes that were used before, the most frequent first. */
  scopes: readonly string[];
  /** Whether the project's commits are conventional ones, so that another kind is worth a word. */
  isConventional: boolean;
  /** The field that it is typed into. */
  messageRef: RefObject<HTMLTextAreaElement | null>;
  onChange: (message: string) => void;
}

const shownScopes = 12;

/** Below the message: its type and scope to choose, how long its first line is, and what could be better. */
export function MessageHelp({ message, paths, scopes, isConventional, messageRef, onChange }: MessageHelpProps) {
  const isChosen = useRef(false);
  function choose(next: string): void {
    isChosen.current = true;
    onChange(next);
  }
  // Who has chosen goes on to write the subject.
  function toSubject(): HTMLElement | null {
    const field = messageRef.current;
    if (!isChosen.current || field === null) return null;
    isChosen.current = false;
    const end = field.value.split("\n", 1)[0]?.length ?? 0;
    field.setSelectionRange(end, end);
    return field;
  }
  const [subject = ""] = message.split("\n");
  const header = parseHeader(subject);
  const suggested = suggestMessage(paths, scopes);
  const type = header?.type ?? suggested.type;
  const [hint] = message.trim() === "" ? [] : checkMessage(message).filter(({ line }) => isConventional || line > 0);
  const length = [...subject].length;
  return (
    <div className={styles.help}>
      <div className={styles.row}>
        <Menu
          focusAfter={toSubject}
          trigger={
            <button type="button" className={styles.choice} data-chosen={header === null ? undefined : ""}>
              {type ?? "type"}
              <ChevronDown size={12} strokeWidth={2} aria-hidden="true" />
            </button>
          }
        >
          {Object.entries(commitTypes).map(([name, meaning]) => (
            <MenuItem
              key={name}
              label={name}
              detail={meaning}
              isCurrent={name === header?.type}
              onSelect={() => choose(withType(message, name))}
            />
          ))}
        </Menu>
        {scopes.length > 0 && (
          <Menu
            focusAfter={toSubject}
            trigger={
              <button type="button" className={styles.choice} data-chosen={header?.scope == null ? undefined : ""}>
                {header?.scope ?? suggested.scope ?? "scope"}
                <ChevronDown size={12} strokeWidth={2} aria-hidden="true" />
              </button>
            }
          >
            <MenuItem label="No scope" isCurrent={header?.scope == null} onSelect={() => choose(withScope(message, null))} />
            {scopes.slice(0, shownScopes).map((scope) => (
              <MenuItem key={scope} label={scope} isCurrent={scope === header?.scope} onSelect={() => choose(withScope(message, scope))} />
            ))}
          </Menu>
        )}
        <span className={styles.space} />
        <span className={styles.length} data-long={length > subjectLimit ? "" : undefined}>
          {length}
          <span className="visually-hidden"> characters in the first line, of {subjectLimit}</span>
          <span aria-hidden="true"> / {subjectLimit}</span>
        </span>
      </div>
      <p id="commit-help" className={styles.hint} data-kind={hint?.kind}>
        {hint?.text ?? ""}
      </p>
    </div>
  );
}

/** What a shortcut needs to know of a key press. */
export interface KeyPress {
  readonly key: string;
  readonly isMod: boolean;
  readonly isAlt: boolean;
  readonly isShift: boolean;
}

// Long enough for a hunt over the keyboard, short enough to be forgotten.
const sequenceMs = 1_200;

/** How a key press is written in a shortcut. Shift is part of the sign, as in `?`, but with Ctrl and a letter a key of its own. */
export function writtenKey(press: KeyPress): string {
  const key = press.key.length === 1 ? press.key.toUpperCase() : press.key;
  const isShifted = press.isMod && press.isShift && /^[A-Z]$/.test(key);
  return `${press.isMod ? "Mod+" : ""}${press.isAlt ? "Alt+" : ""}${isShifted ? "Shift+" : ""}${key}`;
}

/**
 * Matches key presses against shortcuts, also those of several keys one after the other. Answers with the shortcut that
 * is complete, `"pending"` when the press may begin one, or `null`.
 */
export function createKeyMatcher(shortcuts: readonly string[]): (press: KeyPress, now: number) => string | "pending" | null {
  let begun = "";
  let begunAt = 0;
  return (press, now) => {
    const key = writtenKey(press);
    const tries = begun !== "" && now - begunAt <= sequenceMs ? [`${begun} ${key}`, key] : [key];
    begun = "";
    for (const written of tries) {
      if (shortcuts.includes(written)) return written;
      if (shortcuts.some((shortcut) => shortcut.startsWith(`${written} `))) {
        begun = written;
        begunAt = now;
        return "pending";
      }
    }
    return null;
  };
}

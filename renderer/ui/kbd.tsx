import styles from "./kbd.module.css";

const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** How one key is written on this machine: `Mod` is Command on a Mac and Ctrl elsewhere. */
export function keyName(key: string): string {
  if (key === "Mod") return isMac ? "⌘" : "Ctrl";
  if (key === "Alt") return isMac ? "⌥" : "Alt";
  return key;
}

/** A shortcut as `Mod+K` (together) or `G L` (one after the other), drawn as keys; `isJoined` draws one key for all. */
export function Kbd({ shortcut, isJoined = false, className }: { shortcut: string; isJoined?: boolean; className?: string | undefined }) {
  const keys = shortcut.split(/[ +]/).map(keyName);
  return (
    <span className={className === undefined ? styles.keys : `${styles.keys} ${className}`}>
      {(isJoined ? [keys.join(" ")] : keys).map((key, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same key may stand twice, and their order never changes
        <kbd key={index} className={styles.key}>
          {key}
        </kbd>
      ))}
    </span>
  );
}

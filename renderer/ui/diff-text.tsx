import styles from "./diff-text.module.css";
import { ScrollArea } from "./scroll-area.tsx";

const kinds: Readonly<Record<string, string>> = { "+": "added", "-": "removed", "@": "place" };

/** A unified difference as text, its lines coloured by what became of them. */
export function DiffText({ label, diff }: { label: string; diff: string }) {
  const lines = diff
    .trimEnd()
    .split("\n")
    .filter((line) => !/^(---|\+\+\+) /.test(line));
  return (
    <ScrollArea label={label} className={styles.area}>
      <pre className={styles.lines}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
          <span key={index} data-kind={kinds[line.charAt(0)]} className={styles.line}>
            {line === "" ? " " : line}
            {"\n"}
          </span>
        ))}
      </pre>
    </ScrollArea>
  );
}

import { Copy } from "lucide-react";
import { Button } from "./button.tsx";
import { classNames } from "./class-names.ts";
import styles from "./snippet-sheet.module.css";

interface SnippetSheetProps {
  /** The file that the lines belong to. */
  name: string;
  text: string;
  onCopy: () => void;
  /** Whether a line is what matters of it. */
  isMarked?: (line: string) => boolean;
  className?: string | undefined;
}

/** Lines of a file, to be read and copied. */
export function SnippetSheet({ name, text, onCopy, isMarked, className }: SnippetSheetProps) {
  return (
    <div className={classNames(styles.sheet, className)}>
      <div className={styles.head}>
        <span>{name}</span>
        <Button kind="quiet" size="small" onClick={onCopy}>
          <Copy size={14} strokeWidth={2} aria-hidden="true" />
          Copy
        </Button>
      </div>
      <pre className={styles.snippet}>
        {text
          .trimEnd()
          .split("\n")
          .map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
            <span key={index} className={isMarked?.(line) === true ? styles.marked : undefined}>
              {line}
              {"\n"}
            </span>
          ))}
      </pre>
    </div>
  );
}

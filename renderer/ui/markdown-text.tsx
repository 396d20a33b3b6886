import { lazy, Suspense } from "react";
import styles from "./markdown-text.module.css";

// Apart from what a start needs: few pages have such a text, and the lexer is not small.
const Markdown = lazy(async () => ({ default: (await import("./markdown.tsx")).Markdown }));

/** Markdown, as it is written until it can be drawn; its headings stand below one of level `below`. */
export function MarkdownText({ text, below }: { text: string; below?: number }) {
  return (
    <Suspense fallback={<pre className={styles.plain}>{text}</pre>}>
      <Markdown text={text} {...(below === undefined ? {} : { below })} />
    </Suspense>
  );
}

import { lazy, Suspense } from "react";
import styles from "./markdown-text.module.css";

// Apart from what a start needs: few pages have such a text, and the lexer is not small.
const Markdown = lazy(async () => ({ default: (await import("./markdown.tsx")).Markdown }));

/** Markdown, as it is written until it can be drawn. */
export function MarkdownText({ text }: { text: string }) {
  return (
    <Suspense fallback={<pre className={styles.plain}>{text}</pre>}>
      <Markdown text={text} />
    </Suspense>
  );
}

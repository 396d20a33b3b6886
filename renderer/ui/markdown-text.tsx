import { late } from "./late.tsx";
import styles from "./markdown-text.module.css";

interface MarkdownTextProps {
  text: string;
  below?: number;
}

/** Markdown, as it is written until it can be drawn; its headings stand below one of level `below`. */
// Apart from what a start needs: few pages have such a text, and the lexer is not small.
export const MarkdownText = late<MarkdownTextProps>(
  async () => (await import("./markdown.tsx")).Markdown,
  ({ text }) => <pre className={styles.plain}>{text}</pre>,
);

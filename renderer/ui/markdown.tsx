import { type MarkedToken, type Token, type Tokens, type TokensList, walkTokens } from "marked";
import { Fragment, type ReactNode, useMemo } from "react";
import styles from "./markdown.module.css";
import { readMarkdown } from "./read-markdown.ts";
import { ScrollArea } from "./scroll-area.tsx";

/**
 * Markdown that nobody vouches for: HTML in it stands as the text that it is, pictures are links to them, and a link
 * leads to web pages only. The highest of its headings stand right below one of level `below`.
 */
export function Markdown({ text, below = 3 }: { text: string; below?: number }) {
  const tokens = useMemo(() => readMarkdown(text), [text]);
  const highest = useMemo(() => (tokens === null ? 0 : highestHeading(tokens)), [tokens]);
  if (tokens !== null) return <div className={styles.markdown}>{blocks(tokens, below + 1 - highest)}</div>;
  return (
    <div className={styles.markdown}>
      <p className={styles.note}>A long text: it is shown as it is written.</p>
      <pre className={styles.plain}>{text}</pre>
    </div>
  );
}

/** Lists and quotes have headings, too. */
function highestHeading(tokens: TokensList): number {
  let highest = 6;
  walkTokens(tokens, (token) => {
    if (token.type === "heading") highest = Math.min(highest, (token as Tokens.Heading).depth);
  });
  return highest;
}

function blocks(tokens: readonly Token[], shift: number): ReactNode[] {
  return tokens.map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
    <Fragment key={index}>{block(token as MarkedToken, shift)}</Fragment>
  ));
}

/** `shift` leads from a heading's depth in the text to its level on the page. */
function block(token: MarkedToken, shift: number): ReactNode {
  switch (token.type) {
    case "heading":
      return heading(token, shift);
    case "paragraph":
      return <p>{inline(token.tokens)}</p>;
    case "code":
      return (
        <ScrollArea label="Code" className={styles.code}>
          <pre>
            <code>{token.text}</code>
          </pre>
        </ScrollArea>
      );
    case "blockquote":
      return <blockquote>{blocks(token.tokens, shift)}</blockquote>;
    case "hr":
      return <hr />;
    case "list":
      return list(token as Tokens.List, shift);
    case "table":
      return table(token as Tokens.Table);
    case "html":
      return <p>{token.text}</p>;
    case "space":
    case "def":
      return null;
    default:
      return inline([token]);
  }
}

function heading({ depth, tokens }: Tokens.Heading, shift: number): ReactNode {
  const Name = `h${Math.min(6, Math.max(2, depth + shift))}` as "h2" | "h3" | "h4" | "h5" | "h6";
  return (
    <Name className={styles.heading} data-depth={depth}>
      {inline(tokens)}
    </Name>
  );
}

function list({ ordered, start, items }: Tokens.List, shift: number): ReactNode {
  const lines = items.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <li key={index} data-task={item.task ? "" : undefined}>
      {item.task && <span className="visually-hidden">{item.checked === true ? "Done: " : "Open: "}</span>}
      {item.task && <i className={styles.box} data-checked={item.checked === true ? "" : undefined} aria-hidden="true" />}
      {blocks(
        item.tokens.filter(({ type }) => type !== "checkbox"),
        shift,
      )}
    </li>
  ));
  return ordered ? <ol start={start === "" ? 1 : start}>{lines}</ol> : <ul>{lines}</ul>;
}

function table({ header, rows }: Tokens.Table): ReactNode {
  return (
    <ScrollArea label="Table" className={styles.scroller}>
      <table>
        <thead>
          <tr>
            {header.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <th key={index} data-align={cell.align ?? undefined}>
                {inline(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <tr key={place}>
              {row.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: see above
                <td key={index} data-align={cell.align ?? undefined}>
                  {inline(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}

function inline(tokens: readonly Token[] | undefined): ReactNode[] {
  return (tokens ?? []).map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <Fragment key={index}>{piece(token as MarkedToken)}</Fragment>
  ));
}

function piece(token: MarkedToken): ReactNode {
  switch (token.type) {
    case "strong":
      return <strong>{inline(token.tokens)}</strong>;
    case "em":
      return <em>{inline(token.tokens)}</em>;
    case "del":
      return <del>{inline(token.tokens)}</del>;
    case "codespan":
      return <code>{token.text}</code>;
    case "br":
      return <br />;
    case "link":
      return link(token.href, inline(token.tokens));
    case "image":
      return link(token.href, token.text === "" ? "picture" : token.text);
    case "text":
      return "tokens" in token && token.tokens !== undefined ? inline(token.tokens) : token.text;
    case "escape":
      return token.text;
    default:
      return token.raw;
  }
}

/** A link to anything but a web page is only its text. */
function link(href: string, children: ReactNode): ReactNode {
  if (!isWebPage(href)) return <span title={href}>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}

/** Whether an address leads to a web page, and nowhere else. */
export function isWebPage(href: string): boolean {
  const url = URL.parse(href);
  return url !== null && (url.protocol === "https:" || url.protocol === "http:");
}

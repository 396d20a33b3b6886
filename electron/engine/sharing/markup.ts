import { visibleText } from "../../../shared/visible.ts";

/** HTML that is safe to be put into a page: made by {@link Html} alone. */
export interface Markup {
  readonly html: string;
}

/** What can be put into HTML: texts and numbers, which are escaped, HTML that was made before, and nothing. */
export type Insertable = string | number | null | Markup | readonly Markup[];

/** Makes HTML of a template; whatever is put into it that is not HTML already is text and stays text. */
export type Html = (parts: TemplateStringsArray, ...inserted: readonly Insertable[]) => Markup;

/**
 * Every text goes through `redact` before it is escaped: a secret in a commit's subject is taken out as one in a log is.
 * Control characters and such that turn the direction of writing become signs that show them.
 */
export function createHtml(redact: (text: string) => string): Html {
  const textOf = (value: Insertable): string => {
    if (value === null) return "";
    if (typeof value === "number") return String(value);
    if (typeof value === "string") return escapeHtml(visibleText(redact(value)));
    return "html" in value ? value.html : value.map(({ html }) => html).join("");
  };
  return (parts, ...inserted) => ({ html: parts.map((part, index) => `${part}${textOf(inserted[index] ?? null)}`).join("") });
}

/** A text as it stands in HTML, between tags as well as in quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

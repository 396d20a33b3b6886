/** What is searched for in a log. */
export interface SearchQuery {
  readonly text: string;
  readonly isRegularExpression: boolean;
  readonly isCaseSensitive: boolean;
}

/** The query as a pattern that finds every place in a line; `null` for nothing, or for what is no regular expression. */
export function patternOf({ text, isRegularExpression, isCaseSensitive }: SearchQuery): RegExp | null {
  if (text === "") return null;
  const source = isRegularExpression ? text : text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const flags = isCaseSensitive ? "gu" : "giu";
  try {
    return new RegExp(source, flags);
  } catch {
    // The engine may know a dialect that this window does not; then the lines are found without their places marked.
    return null;
  }
}

import { type Document, isCollection, isPair, isScalar, type YAMLError } from "yaml";
import type { TextProblem } from "./problem.ts";

/** Follow-on errors of one slip help nobody. */
const mostSyntaxErrors = 10;

/** One slip can leave an error at every character behind it; they are not even looked at. */
const mostErrorsRead = 50;

/** What keeps a document from being read at all, in words for people, sorted by place. Empty when it can be read. */
export function describeSyntaxErrors(document: Document): TextProblem[] {
  const problems: TextProblem[] = [];
  const errors = [...document.errors, ...document.warnings].sort((first, second) => first.pos[0] - second.pos[0]);
  for (const error of errors.slice(0, mostErrorsRead)) {
    if (problems.length === mostSyntaxErrors) break;
    const problem = describeSyntaxError(document, error);
    if (problem.offset !== problems.at(-1)?.offset) problems.push(problem);
  }
  return problems;
}

function describeSyntaxError(document: Document, error: YAMLError): TextProblem {
  const unclosed = describeUnclosed(document, error);
  return unclosed ?? { code: "yaml-syntax", message: describeByCode(error), offset: error.pos[0] };
}

function describeByCode(error: YAMLError): string {
  const detail = (error.message.charAt(0).toLowerCase() + error.message.slice(1)).replace(/\.$/, "");
  switch (error.code) {
    case "TAB_AS_INDENT":
      return "This line is indented with a tab: YAML takes only spaces there.";
    case "MULTIPLE_DOCS":
      return "A second document starts here (`---`): the file may hold only one.";
    case "RESOURCE_EXHAUSTION":
      return "This is nested too deeply to be read.";
    case "BAD_INDENT":
      return `The indentation does not fit: ${detail}.`;
    case "BAD_SCALAR_START":
      return `${error.message}: put the text in quotes.`;
    case "BLOCK_AS_IMPLICIT_KEY":
      return "There is a second `: ` on this line: put the text in quotes, or start a new line.";
    case "MULTILINE_IMPLICIT_KEY":
      return "This line has no `:` after its key, or a text that needs quotes.";
    default:
      return `This is not valid YAML: ${detail}.`;
  }
}

/** A quote or bracket that is never closed is told where it was opened; the library notices it only at the text's end. */
function describeUnclosed(document: Document, error: YAMLError): TextProblem | null {
  const isQuote = error.code === "MISSING_CHAR" && /closing ['"]quote/.test(error.message);
  const isBracket = /(expected flow .* to end with|end with a) [}\]]/i.test(error.message);
  if (!isQuote && !isBracket) return null;
  const opened = findOpened(document.contents, error.pos[0], isQuote);
  if (opened === null) return null;
  const closing = isQuote ? "The quote" : "The bracket";
  const hint = isQuote
    ? "add the closing quote"
    : `add the closing ${/([}\]])\W*$/.exec(error.message)?.[1] ?? "bracket"}, or indent what follows further`;
  return { code: "yaml-syntax", message: `${closing} that opens here is never closed: ${hint}.`, offset: opened };
}

/** The start of the innermost quoted text, or else bracket, that reaches over `offset`. Goes down without recursion, however deep. */
function findOpened(contents: unknown, offset: number, isQuote: boolean): number | null {
  let opened: number | null = null;
  for (let node: unknown = contents; node !== null; ) {
    if (isQuote ? isScalar(node) && node.type?.startsWith("QUOTE_") === true : isCollection(node) && node.flow === true) {
      opened = (node as { range?: readonly number[] }).range?.[0] ?? opened;
    }
    const parts: unknown[] = isCollection(node) ? node.items.flatMap((item) => (isPair(item) ? [item.key, item.value] : [item])) : [];
    node = parts.findLast((part) => reachesOver(part, offset)) ?? null;
  }
  return opened;
}

function reachesOver(node: unknown, offset: number): boolean {
  const range = isCollection(node) || isScalar(node) ? node.range : null;
  return range !== null && range !== undefined && range[0] <= offset && offset <= range[2];
}

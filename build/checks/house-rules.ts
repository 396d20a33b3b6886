import { readFileSync } from "node:fs";
import { relative } from "node:path";
import ts from "typescript";

/*
 * Rules of the house that no linter knows: every export of `shared/` and the engine has a doc comment, one file alone
 * reads the clock, files stay short, and nothing is paid for at start that few ask for.
 */

/** One broken rule. */
export interface Finding {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** Beyond this a file has more than one purpose. */
const maxFileLines = 400;

/** Tables of cases are long and still read from top to bottom. */
const maxTestLines = 600;

/** Checks the files; `root` is the checkout, for names and for where the rules hold. */
export function findBrokenHouseRules(files: readonly string[], root: string): Finding[] {
  return files.flatMap((path) => {
    const file = relative(root, path).replaceAll("\\", "/");
    const source = ts.createSourceFile(
      file,
      readFileSync(path, "utf8"),
      ts.ScriptTarget.ESNext,
      true,
      file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
    );
    return [
      ...longFile(source),
      ...(needsDocs(file) ? undocumentedExports(source) : []),
      ...(mayReadClock(file) ? [] : clockReads(source)),
      ...(startsPrograms(file) ? earlyFormatters(source) : []),
    ];
  });
}

function needsDocs(file: string): boolean {
  return /^(shared|electron\/engine)\//.test(file) && !file.endsWith(".test.ts");
}

function mayReadClock(file: string): boolean {
  return !file.startsWith("electron/engine/") || file === "electron/engine/clock.ts" || file.endsWith(".test.ts");
}

function startsPrograms(file: string): boolean {
  return /^(shared|electron)\//.test(file) && !file.endsWith(".test.ts");
}

/** To make a formatter loads the data of all languages, which takes a fifth of the command line's start. */
function earlyFormatters(source: ts.SourceFile): Finding[] {
  return source.statements.flatMap((statement) => {
    if (!ts.isVariableStatement(statement)) return [];
    const isEarly = statement.declarationList.declarations.some(
      ({ initializer }) =>
        initializer !== undefined && ts.isNewExpression(initializer) && initializer.expression.getText(source).startsWith("Intl."),
    );
    return isEarly ? [at(source, statement, "makes a formatter when it is loaded; make it when it is asked for")] : [];
  });
}

function longFile(source: ts.SourceFile): Finding[] {
  const lines = source.getLineStarts().length - (source.text.endsWith("\n") ? 1 : 0);
  const most = source.fileName.includes(".test.") ? maxTestLines : maxFileLines;
  return lines > most ? [{ file: source.fileName, line: lines, message: `has ${lines} lines; ${most} are the most` }] : [];
}

function undocumentedExports(source: ts.SourceFile): Finding[] {
  return source.statements
    .filter((statement) => isExported(statement) && !hasDocComment(statement, source))
    .map((statement) => at(source, statement, `exports ${nameOf(statement)} without a doc comment`));
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
}

/** Also one above the declaration before it, without a blank line between: a group of constants shares its comment. */
function hasDocComment(statement: ts.Statement, source: ts.SourceFile): boolean {
  if (ts.getJSDocCommentsAndTags(statement).length > 0) return true;
  const index = source.statements.indexOf(statement);
  const before = source.statements[index - 1];
  if (before === undefined || !isExported(before)) return false;
  const gap = source.text.slice(before.end, statement.getStart(source));
  return gap === "\n" && hasDocComment(before, source);
}

function nameOf(statement: ts.Statement): string {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map((declaration) => declaration.name.getText()).join(", ");
  const name = (statement as ts.DeclarationStatement).name;
  return name === undefined ? "something" : name.getText();
}

function clockReads(source: ts.SourceFile): Finding[] {
  const findings: Finding[] = [];
  const visit = (node: ts.Node): void => {
    const isNow = ts.isCallExpression(node) && node.expression.getText(source) === "Date.now";
    const isNewDate = ts.isNewExpression(node) && node.expression.getText(source) === "Date" && (node.arguments?.length ?? 0) === 0;
    if (isNow || isNewDate) findings.push(at(source, node, "reads the clock; take a Clock or a time as an argument"));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return findings;
}

function at(source: ts.SourceFile, node: ts.Node, message: string): Finding {
  return { file: source.fileName, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1, message };
}

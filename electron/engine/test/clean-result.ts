import { upright } from "../../../shared/visible.ts";
import type { BoundedText, TestResult } from "../report/report.ts";
import { redactText } from "../secret/secret.ts";

/** What happens to all that a report tells before anything of it is kept. */
export interface Cleaning {
  /** Values by name; empty for a stage without secrets. */
  readonly secrets: ReadonlyMap<string, string>;
  /** See `createPlacer`. */
  readonly place: (file: string) => string;
  /** A checkout's folder is called by the project's in texts, so that its files can be opened, and same texts are the same. */
  readonly rename: { readonly from: readonly string[]; readonly to: string } | null;
}

/** A result without secrets, with its files called by their names in the project. */
export function createCleaner({ secrets, place, rename }: Cleaning): (result: TestResult) => TestResult {
  const longest = Math.max(0, ...[...secrets.values()].map((value) => value.length));
  const hide = secrets.size === 0 ? (text: string) => text : (text: string) => redactText(text, secrets);

  function renamed(text: string): string {
    return rename === null ? text : rename.from.reduce((changed, from) => changed.replaceAll(from, rename.to), text);
  }
  function clean(part: BoundedText | null): BoundedText | null {
    if (part === null) return null;
    // Where a text is cut off a secret may be, too, and what is left of it would not be known.
    const text = part.isCut && longest > 0 ? part.text.slice(0, Math.max(0, part.text.length - 2 * longest)) : part.text;
    return { text: hide(renamed(text)), isCut: part.isCut };
  }
  if (secrets.size === 0 && rename === null)
    return (result) => ({ ...result, ...namesOf(result, upright), file: result.file === null ? null : place(result.file) });
  return (result) => ({
    ...result,
    ...namesOf(result, (name) => upright(hide(name))),
    name: upright(hide(result.name.endsWith("…") ? result.name.slice(0, Math.max(1, result.name.length - 2 * longest)) : result.name)),
    file: result.file === null ? null : hide(place(result.file)),
    ...{ message: clean(result.message), details: clean(result.details), output: clean(result.output) },
  });
}

/** What a test is called. */
function namesOf(
  { suitePath, name, className }: TestResult,
  write: (name: string) => string,
): Pick<TestResult, "suitePath" | "name" | "className"> {
  return { suitePath: suitePath.map(write), name: write(name), className: className === null ? null : write(className) };
}

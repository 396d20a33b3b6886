import { parseHeader } from "../../../shared/commit-message.ts";

/** Whether changes are nothing but repairs: `fix: …`, `revert: …`, and git's own `Revert "…"`. Of none it is false. */
export function areFixes(subjects: readonly string[]): boolean {
  return (
    subjects.length > 0 &&
    subjects.every((subject) => /^(fix|revert)$/i.test(parseHeader(subject)?.type ?? "") || subject.startsWith('Revert "'))
  );
}

import { useEffect, useState } from "react";
import type { TestRow } from "../../../shared/contract/tests.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { call } from "../../link/call.ts";

const none: readonly TestRow[] = [];
const mostFound = 5;
// What is typed is not asked for letter by letter, and one letter is in every name.
const typingPauseMs = 150;
const fewestLetters = 2;

/** Tests of a project whose name, suite, class or file holds what is asked for; those of the question before until they are there. */
export function useFoundTests(projectId: ProjectId | null, query: string): readonly TestRow[] {
  const [found, setFound] = useState<readonly TestRow[]>(none);
  const text = query.trim().slice(0, 200);
  const isAsked = projectId !== null && text.length >= fewestLetters;
  useEffect(() => {
    if (!isAsked) return;
    let isWanted = true;
    const timer = setTimeout(async () => {
      const answer = await call((engine) => engine.tests.page({ projectId, view: "all", text, limit: mostFound }));
      if (answer.ok && isWanted) setFound(answer.value.rows);
    }, typingPauseMs);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [projectId, text, isAsked]);
  return isAsked ? found : none;
}

import { useEffect, useRef, useState } from "react";
import { call } from "../../link/call.ts";
import type { Client } from "../../link/client.ts";

/** The folders below one folder. */
export type FolderListing = Awaited<ReturnType<Client["projects"]["browse"]>>;

// A pause in typing that means "look there".
const typingPauseMs = 250;

/** Walks through the folders of this computer: by choosing one of a listing, or by typing a path. */
export function useFolderListing() {
  const [listing, setListing] = useState<FolderListing | null>(null);
  const [path, setPath] = useState("");
  const [problem, setProblem] = useState<string | undefined>();
  const asked = useRef(0);
  const typed = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  /**
   * Lists a folder; what was typed stays as it is when `keepsText`, and when it was typed after asking. Answers that come
   * too late are dropped.
   */
  async function show(target: string | undefined, keepsText: boolean): Promise<void> {
    clearTimeout(timer.current);
    asked.current += 1;
    const turn = asked.current;
    const typedBefore = typed.current;
    const answer = await call((engine) => engine.projects.browse(target === undefined ? {} : { path: target }));
    if (turn !== asked.current) return;
    setProblem(answer.ok ? undefined : answer.failure.message);
    if (!answer.ok) return;
    setListing(answer.value);
    if (!keepsText && typed.current === typedBefore) setPath(answer.value.path);
  }

  function type(text: string): void {
    setPath(text);
    typed.current += 1;
    clearTimeout(timer.current);
    if (text.trim() !== "") timer.current = setTimeout(() => void show(text.trim(), true), typingPauseMs);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: only the first listing is asked for by itself
  useEffect(() => {
    void show(undefined, false);
    return () => clearTimeout(timer.current);
  }, []);

  return { listing, path, problem, setPath, setProblem, show, type };
}

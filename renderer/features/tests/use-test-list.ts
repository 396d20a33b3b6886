import { useCallback, useEffect, useRef, useState } from "react";
import type { TestView } from "../../../shared/contract/tests.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import type { Failure } from "../../../shared/result.ts";
import { call } from "../../link/call.ts";
import { appendRows, type TestList } from "./test-list.ts";

/** Which tests are asked for. */
export interface TestListRequest {
  readonly projectId: ProjectId;
  /** Empty for the branch that the engine chooses. */
  readonly branch: string;
  readonly view: TestView;
  /** Empty for all stages. */
  readonly stage: string;
  readonly text: string;
}

/** A list of tests that grows downwards as it is scrolled. */
export interface TestListState {
  /** `null` until the first page is here. While a text is being typed, what was found for the text before. */
  readonly list: TestList | null;
  readonly failure: Failure | null;
  /** Whether there is something newer that would take the reader's place away. */
  readonly isOld: boolean;
  readonly loadMore: () => void;
  readonly readAnew: () => void;
}

// As many as come in without a stall while one scrolls.
const pageSize = 200;
const mostAtOnce = 500;

interface Held {
  readonly request: TestListRequest;
  readonly list: TestList | null;
  readonly failure: Failure | null;
  /** What was news when it was read. */
  readonly news: unknown;
}

/** Reads a view's tests, and again when `news` changes. `request` must stay the same object while nothing in it changes. */
export function useTestList(request: TestListRequest, news: unknown): TestListState {
  const [held, setHeld] = useState<Held>({ request, list: null, failure: null, news });
  const heldRef = useRef(held);
  heldRef.current = held;
  const wanted = useRef({ request, news });
  wanted.current = { request, news };
  const isLoading = useRef(false);

  const read = useCallback(async (after: string | null, limit: number) => {
    isLoading.current = true;
    const asked = wanted.current;
    const answer = await askForTests(asked.request, after, limit);
    if (wanted.current.request !== asked.request) return;
    isLoading.current = false;
    setHeld((before) => {
      const list = before.request === asked.request ? before.list : null;
      if (!answer.ok) return { request: asked.request, list, failure: answer.failure, news: before.news };
      const from = after === null || list === null ? { rows: [], next: null } : list;
      const read = after === null ? asked.news : before.news;
      return { request: asked.request, list: appendRows(from, answer.value), failure: null, news: read };
    });
  }, []);

  const readAnew = useCallback(() => {
    const { request: of, list } = heldRef.current;
    const length = of === wanted.current.request ? (list?.rows.length ?? 0) : 0;
    void read(null, Math.min(mostAtOnce, Math.max(pageSize, length)));
  }, [read]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another request, or news, ask for another reading
  useEffect(() => {
    const { request: of, list } = heldRef.current;
    // Whoever has scrolled that far keeps their place, and is told.
    if (of === request && (list?.rows.length ?? 0) > mostAtOnce) return;
    readAnew();
  }, [request, news, readAnew]);

  const loadMore = useCallback(() => {
    const { request: of, list } = heldRef.current;
    if (isLoading.current || of !== wanted.current.request || list?.next == null) return;
    void read(list.next, pageSize);
  }, [read]);

  const isSame = held.request === request;
  const isTyping = !isSame && isSameView(held.request, request);
  return {
    list: isSame || isTyping ? held.list : null,
    failure: isSame ? held.failure : null,
    isOld: isSame && held.list !== null && held.list.rows.length > mostAtOnce && held.news !== news,
    loadMore,
    readAnew,
  };
}

/** One page of the tests that are asked for. */
export function askForTests({ projectId, branch, view, stage, text }: TestListRequest, after: string | null, limit: number) {
  return call((engine) =>
    engine.tests.page({
      ...{ projectId, view, text, after, limit },
      ...(branch === "" ? {} : { branch }),
      ...(stage === "" ? {} : { stage }),
    }),
  );
}

function isSameView(one: TestListRequest, other: TestListRequest): boolean {
  return JSON.stringify({ ...one, text: "" }) === JSON.stringify({ ...other, text: "" });
}

import type { Notice } from "../../shared/contract/events.ts";

/** Hands every notice to the listener until the disposer is called. */
export type Watch = (listener: (notice: Notice) => void) => () => void;

/**
 * The notices of one client, from now on. A client that reads slowly gets the newest state of each thing once, not a
 * backlog: notices with the same key replace each other while they wait, and stages of one run are merged.
 */
export async function* noticeStream(watch: Watch, signal: AbortSignal | undefined): AsyncGenerator<Notice> {
  const waiting = new Map<string, Notice>();
  let wake: (() => void) | null = null;
  const stop = watch((notice) => {
    const key = keyOf(notice);
    waiting.set(key, merged(waiting.get(key), notice));
    wake?.();
  });
  const onAbort = () => wake?.();
  signal?.addEventListener("abort", onAbort);
  try {
    yield { type: "watching" };
    const isOver = () => signal?.aborted === true;
    while (!isOver()) {
      const batch = [...waiting.values()];
      waiting.clear();
      yield* batch;
      if (waiting.size > 0 || isOver()) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      wake = null;
    }
  } finally {
    stop();
    signal?.removeEventListener("abort", onAbort);
  }
}

function keyOf(notice: Notice): string {
  switch (notice.type) {
    case "run.changed":
      return `run ${notice.run.id}`;
    case "stages.changed":
      return `stages ${notice.runId}`;
    case "culprit.changed":
      return `culprit ${notice.culpritId}`;
    case "release.changed":
      return `release ${notice.releaseId}`;
    case "deployment.changed":
      return `deployment ${notice.deploymentId}`;
    case "pipeline.changed":
    case "working-tree.changed":
    case "environments.changed":
      return `${notice.type} ${notice.projectId}`;
    default:
      return notice.type;
  }
}

function merged(before: Notice | undefined, notice: Notice): Notice {
  if (before?.type !== "stages.changed" || notice.type !== "stages.changed") return notice;
  const stages = new Map(before.stages.map((stage) => [stage.id, stage]));
  for (const stage of notice.stages) stages.set(stage.id, stage);
  return { ...notice, stages: [...stages.values()] };
}

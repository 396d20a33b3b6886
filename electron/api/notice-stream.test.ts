import { expect, test } from "vitest";
import type { Notice } from "../../shared/contract/events.ts";
import { projectId, releaseId, runId, stageRunId } from "../../shared/ids.ts";
import { noticeStream } from "./notice-stream.ts";

function source() {
  const listeners = new Set<(notice: Notice) => void>();
  return {
    listeners,
    watch: (listener: (notice: Notice) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit: (notice: Notice) => {
      for (const listener of listeners) listener(notice);
    },
  };
}

function stagesChanged(...sequences: number[]): Notice {
  const stages = sequences.map((sequence) => ({ id: stageRunId(1, sequence) })) as Extract<Notice, { type: "stages.changed" }>["stages"];
  return { type: "stages.changed", projectId: projectId(1), runId: runId(1), stages };
}

test("a slow reader gets each thing once, with the stages of a run merged", async () => {
  const { watch, emit, listeners } = source();
  const stream = noticeStream(watch, undefined);
  expect((await stream.next()).value).toEqual({ type: "watching" });
  emit({ type: "projects.changed" });
  emit(stagesChanged(1, 2));
  emit({ type: "projects.changed" });
  emit(stagesChanged(2, 3));
  expect((await stream.next()).value).toEqual({ type: "projects.changed" });
  expect((await stream.next()).value).toMatchObject({ stages: [{ id: "r1.1" }, { id: "r1.2" }, { id: "r1.3" }] });
  emit({ type: "release.changed", projectId: projectId(1), releaseId: releaseId(1) });
  emit({ type: "release.changed", projectId: projectId(1), releaseId: releaseId(2) });
  emit({ type: "release.changed", projectId: projectId(1), releaseId: releaseId(1) });
  expect((await stream.next()).value).toMatchObject({ releaseId: "v1" });
  expect((await stream.next()).value).toMatchObject({ releaseId: "v2" });
  const pending = stream.next();
  emit({ type: "settings.changed" });
  expect((await pending).value).toEqual({ type: "settings.changed" });
  await stream.return(undefined);
  expect(listeners.size).toBe(0);
});

test("a reader that goes away is let go, also while it waits", async () => {
  const { watch, listeners } = source();
  const controller = new AbortController();
  const stream = noticeStream(watch, controller.signal);
  await stream.next();
  const pending = stream.next();
  controller.abort();
  expect((await pending).done).toBe(true);
  expect(listeners.size).toBe(0);
});

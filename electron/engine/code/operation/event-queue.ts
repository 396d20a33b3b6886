import type { OperationEvent } from "../../../../shared/contract/code/shared.ts";

/** A hook may print without end; the screen shows the first of it, and git's own words are in the failure. */
const maxLines = 5_000;

/** Events on their way to somebody who may read slowly. */
export interface EventQueue {
  tell(event: OperationEvent): void;
  /** No more will come. */
  end(): void;
  /** What was told, in order, until the end. Of progress nobody has read yet only the last is kept. */
  events(): AsyncGenerator<OperationEvent, void>;
}

/** Makes an empty queue, for one reader. */
export function createEventQueue(): EventQueue {
  const waiting: OperationEvent[] = [];
  let wake = () => {};
  let isOver = false;
  let lines = 0;
  function add(event: OperationEvent): void {
    if (event.type === "progress" && waiting.at(-1)?.type === "progress") waiting.pop();
    waiting.push(event);
    wake();
  }
  return {
    tell: (event) => {
      if (event.type === "line") lines += 1;
      if (event.type !== "line" || lines <= maxLines) add(event);
    },
    end: () => {
      if (lines > maxLines) add({ type: "line", text: `… and ${lines - maxLines} more lines.` });
      isOver = true;
      wake();
    },
    events: async function* () {
      for (;;) {
        const event = waiting.shift();
        if (event !== undefined) {
          yield event;
          continue;
        }
        if (isOver) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

import { useStore } from "zustand";
import { engineStore } from "../state/engine.ts";
import { type LiveRunsState, liveRunsStore } from "../state/live-runs.ts";
import { Meter } from "../ui/meter.tsx";
import styles from "./workers.module.css";

// More blocks than this would be hairs; the words carry the exact numbers.
const mostBlocks = 16;

function busyWorkers(state: LiveRunsState): number {
  return state.open.filter(({ status }) => status !== "waiting").length;
}

/** How many stages run on this machine of those that may. */
export function Workers() {
  const busy = useStore(liveRunsStore, busyWorkers);
  const total = useStore(engineStore, (state) => state.settings?.stagesAtOnce ?? null);
  if (total === null) return <div className={styles.workers} />;
  const blocks = Math.min(total, mostBlocks);
  return (
    <section aria-label="Workers" className={styles.workers}>
      <div className={styles.words}>
        <span>Workers</span>
        <span className={styles.figures}>
          {busy} of {total} busy
        </span>
      </div>
      <Meter label="Busy workers" value={Math.min(blocks, Math.ceil((busy / total) * blocks))} max={blocks} />
    </section>
  );
}

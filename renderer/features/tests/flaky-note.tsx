import type { Flaky } from "../../../shared/contract/tests.ts";
import { countOf, withThousands } from "../../../shared/counts.ts";
import { Meter } from "../../ui/meter.tsx";
import styles from "./flaky-note.module.css";
import { passesToClear, passesWords } from "./test-words.ts";

/** That a test passed and failed on the same files, how often, and how far it is from being cleared. */
export function FlakyNote({ flaky }: { flaky: Flaky }) {
  const { failures, outcomes, trees, passesSince } = flaky;
  return (
    <section className={styles.note} aria-label="Flaky">
      <p>
        <strong className={styles.word}>Flaky.</strong> It passed and failed on the same files: {withThousands(failures)} of{" "}
        {countOf(outcomes, "outcome")} failed on {countOf(trees, "tree")}.
      </p>
      <div className={styles.clearing}>
        <div className={styles.meter}>
          <Meter label="Passes to be cleared" value={Math.min(passesSince, passesToClear)} max={passesToClear} />
        </div>
        <span>{passesWords(flaky)} to be cleared</span>
      </div>
    </section>
  );
}

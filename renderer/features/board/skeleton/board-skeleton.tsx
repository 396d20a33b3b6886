import { phases } from "../../../../shared/pipeline/phases.ts";
import { Loading, Skeleton } from "../../../ui/skeleton.tsx";
import styles from "./board-skeleton.module.css";

/** How many cards each phase seems to have: an ordinary project. */
const cards: Readonly<Record<string, number>> = { code: 3, build: 2, test: 3, release: 1 };

/** The shape of a board, while the first answer is on its way. */
export function BoardSkeleton() {
  return (
    <Loading label="Reading the pipeline">
      <div className={styles.skeleton}>
        <Skeleton height="62px" radius="31px" />
        <div className={styles.columns}>
          {phases.map((phase) => {
            const count = cards[phase] ?? 0;
            return (
              <div key={phase} className={count === 0 ? styles.rail : styles.column}>
                {count === 0 ? (
                  <Skeleton height="356px" radius="10px" />
                ) : (
                  Array.from({ length: count }, (_, row) => `${phase}-${row}`).map((key) => (
                    <Skeleton key={key} height="108px" radius="10px" />
                  ))
                )}
              </div>
            );
          })}
        </div>
      </div>
    </Loading>
  );
}

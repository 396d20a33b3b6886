import styles from "./sample-thumbnail.module.css";

// Columns of cards as the board would show them: how many, and the colour of each card's line.
const columns = [
  ["passed", "passed", "passed"],
  ["passed", "running"],
  ["queued", "queued"],
] as const;

/** A board in miniature. */
export function SampleThumbnail() {
  return (
    <span className={styles.frame} aria-hidden="true">
      {columns.map((cards, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed drawing
        <span key={column} className={styles.column}>
          {cards.map((status, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed drawing
            <span key={row} className={styles.card}>
              <i className={styles[status]} />
            </span>
          ))}
        </span>
      ))}
    </span>
  );
}

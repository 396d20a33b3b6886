import { copyText } from "../../actions/editor-actions.ts";
import { Prose } from "../../ui/prose.tsx";
import styles from "./short-sums.module.css";

/** As much of a sum as people read. */
const sumCharacters = 12;

/** A sentence of the engine's whose sums stand there in short: the whole one is told on hover, and copied with a click. */
export function ShortSums({ text }: { text: string }) {
  return text.split(/\b([0-9a-f]{64})\b/).map((part, index) =>
    index % 2 === 0 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
      <Prose key={index} text={part} />
    ) : (
      <button
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        key={index}
        type="button"
        className={styles.sum}
        title={`Copy ${part}`}
        onClick={() => void copyText(part, "the SHA-256")}
      >
        {part.slice(0, sumCharacters)}
      </button>
    ),
  );
}

import { ArrowDown, ArrowUp } from "lucide-react";
import { useStore } from "zustand";
import { withThousands } from "../../../../shared/counts.ts";
import { projectIdOf, routeStore, runAddress } from "../../../state/route.ts";
import { IconButton } from "../../../ui/button.tsx";
import styles from "./coverage-bar.module.css";
import type { NewLines } from "./line-coverage.ts";
import type { CoveredRun } from "./use-line-coverage.ts";

interface CoverageBarProps {
  run: CoveredRun;
  sums: NewLines;
  /** It is about all lines of a file. */
  isWhole: boolean;
  /** Where the reader was brought last. */
  line: number | null;
  onGo: (line: number) => void;
}

/** What the lines below come to, and the way from one missed place to the next. */
export function CoverageBar({ run, sums, isWhole, line, onGo }: CoverageBarProps) {
  const projectId = useStore(routeStore, ({ route }) => projectIdOf(route));
  const isOwnPage = useStore(routeStore, ({ route }) => route.kind === "run" && route.runId === run.runId);
  const { count, covered, missed } = sums;
  const at = line === null ? -1 : missed.indexOf(line);
  const go = (step: 1 | -1) => {
    const next = missed[at < 0 ? (step === 1 ? 0 : missed.length - 1) : (at + step + missed.length) % missed.length];
    if (next !== undefined) onGo(next);
  };
  const what = `${isWhole ? "" : "new "}${count === 1 ? "line" : "lines"}`;
  return (
    <div className={styles.bar}>
      <span className={styles.sentence}>
        {count === 0
          ? `No ${isWhole ? "" : "new "}line that tests can reach`
          : covered === count
            ? `${count === 1 ? "The" : `All ${withThousands(count)}`} ${what} covered`
            : `${withThousands(covered)} of ${withThousands(count)} ${what} covered`}
        {!isOwnPage && projectId !== null && (
          <>
            {" "}
            by{" "}
            <a className={styles.link} href={runAddress(projectId, run.runId)}>
              run {run.number}
            </a>
          </>
        )}
      </span>
      {missed.length > 0 && (
        <span className={styles.steps}>
          <span aria-live="polite">
            {at < 0 ? `${withThousands(missed.length)} missed` : `Missed ${at + 1} of ${withThousands(missed.length)}`}
          </span>
          <IconButton size="small" label="The missed lines before" onClick={() => go(-1)}>
            <ArrowUp size={14} strokeWidth={2} aria-hidden="true" />
          </IconButton>
          <IconButton size="small" label="The next missed lines" onClick={() => go(1)}>
            <ArrowDown size={14} strokeWidth={2} aria-hidden="true" />
          </IconButton>
        </span>
      )}
    </div>
  );
}

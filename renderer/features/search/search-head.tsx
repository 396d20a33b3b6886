import type { ProjectId } from "../../../shared/ids.ts";
import { navigate, screenAddress } from "../../state/route.ts";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import styles from "./log-search.module.css";

type View = "logs" | "failures";

const titles: Record<View, string> = { logs: "Search logs", failures: "Failures" };

/** Where this is, and the choice between all that was written and what went wrong. */
export function SearchHead({ projectId, view }: { projectId: ProjectId; view: View }) {
  return (
    <>
      <nav aria-label="Place" className={styles.place}>
        <a className={styles.back} href={screenAddress(projectId, "runs")} aria-label="All runs">
          Runs
        </a>
        <span aria-hidden="true">/</span>
      </nav>
      <h1 className={styles.title}>{titles[view]}</h1>
      <SegmentedControl<View>
        label="What to look through"
        segments={[
          { value: "logs", label: "Logs" },
          { value: "failures", label: "Failures" },
        ]}
        value={view}
        onChange={(next) => navigate({ kind: "screen", projectId, screen: "runs", query: { view: next } })}
      />
    </>
  );
}

import { changeQuery } from "../../state/route.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import type { TabView } from "./tests-query.ts";
import styles from "./view-states.module.css";

interface EmptyViewProps {
  /** A view without a row, a filter that leaves nothing, or a branch without tests. */
  kind: TabView | "filtered" | "branch";
  /** The branch's. */
  name: string;
}

/** What stands where a view has no test. */
export function EmptyView({ kind, name }: EmptyViewProps) {
  const on = name === "" ? "" : ` on ${name}`;
  const showAll = <Button onClick={() => changeQuery({ view: "all" })}>Show all tests</Button>;
  switch (kind) {
    case "filtered":
      return (
        <EmptyState title="No test matches" actions={<Button onClick={() => changeQuery({ text: "", stage: "" })}>Clear filters</Button>}>
          There are tests, but none in this view with these filters.
        </EmptyState>
      );
    case "branch":
      return (
        <EmptyState
          title={`No tests${on} yet`}
          actions={<Button onClick={() => changeQuery({ branch: "" })}>Back to the usual branch</Button>}
        >
          Other branches of this project have tests. They appear here after the first run of a stage with reports.
        </EmptyState>
      );
    case "failing":
      return (
        <EmptyState
          title="Nothing fails"
          actions={
            <>
              <Button onClick={() => changeQuery({ view: "slowest" })}>Show the slowest</Button>
              {showAll}
            </>
          }
        >
          Every test{on} passed or was skipped when it ran last.
        </EmptyState>
      );
    case "fixed":
      return (
        <EmptyState title="Nothing was fixed just now" actions={showAll}>
          A test stands here from the run in which it passes again until the run after.
        </EmptyState>
      );
    case "flaky":
      return (
        <EmptyState title="No flaky test" actions={showAll}>
          A test is flaky when it passed and failed on the very same files. Five passes in a row clear it.
        </EmptyState>
      );
    case "skipped":
      return (
        <EmptyState title="Nothing was skipped" actions={showAll}>
          Every test{on} ran.
        </EmptyState>
      );
    case "slowest":
      return (
        <EmptyState title="No durations yet" actions={showAll}>
          The reports say of no test how long it took.
        </EmptyState>
      );
    case "all":
      return <EmptyState title="No tests">The reports{on} were read and hold no test.</EmptyState>;
  }
}

/** The shape of rows that are on their way. */
export function ListSkeleton() {
  return (
    <div className={styles.note}>
      <Loading label="Reading the tests">
        <div className={styles.skeleton}>
          {Array.from({ length: 10 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the shapes are all alike
            <Skeleton key={index} height="28px" />
          ))}
        </div>
      </Loading>
    </div>
  );
}

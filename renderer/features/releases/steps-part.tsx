import type { Release, ReleaseDetail } from "../../../shared/contract/releases.ts";
import { isHalfDone, isUnderWay } from "../../../shared/release-look.ts";
import type { Look } from "../../../shared/stage-groups.ts";
import { runAddress } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { Part } from "../../ui/part.tsx";
import { Prose } from "../../ui/prose.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import styles from "./steps-part.module.css";

interface StepsPartProps {
  release: Release;
  steps: ReleaseDetail["steps"];
  now: number;
}

/** How a release was, or is being, made: step by step. */
export function StepsPart({ release, steps, now }: StepsPartProps) {
  const done = steps.filter(({ doneAt }) => doneAt !== null).length;
  const { run } = release;
  return (
    <Part
      title="How it is made"
      aside={done === steps.length ? undefined : `${done} of ${steps.length}`}
      actions={
        release.state === "building" && run !== null ? (
          <a className={styles.link} href={runAddress(release.projectId, run.id)}>
            Watch run {run.number}
          </a>
        ) : undefined
      }
    >
      <ol className={styles.steps}>
        {steps.map(({ text, doneAt }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the order of the steps is what they are
          <li key={index} className={styles.step} data-open={doneAt === null ? "" : undefined}>
            <StatusIcon status={lookOf(release, doneAt !== null, index === done)} size={14} />
            <span className={styles.text}>
              <Prose text={text} />
            </span>
            {doneAt !== null && <Age at={doneAt} now={now} className={styles.age} />}
          </li>
        ))}
      </ol>
    </Part>
  );
}

function lookOf(release: Release, isDone: boolean, isNext: boolean): Look {
  if (isDone) return "passed";
  if (!isNext) return "queued";
  if (isUnderWay(release)) return "running";
  if (release.state === "undone") return "canceled";
  return isHalfDone(release) && release.state === "failed" ? "failed" : "interrupted";
}

import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import type { Release, Verification } from "../../../shared/contract/releases.ts";
import type { Failure } from "../../../shared/result.ts";
import { visible } from "../../../shared/visible.ts";
import { call } from "../../link/call.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Part } from "../../ui/part.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { ShortSums } from "./short-sums.tsx";
import styles from "./steps-part.module.css";

/** Checks a release again, and says of each thing how it is. */
export function VerifyPart({ release }: { release: Release }) {
  const [isBusy, setBusy] = useState(false);
  const [checks, setChecks] = useState<readonly Verification[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  async function verify(): Promise<void> {
    setBusy(true);
    const answer = await call((engine) => engine.releases.verify({ releaseId: release.id }));
    setBusy(false);
    setFailure(answer.ok ? null : answer.failure);
    if (answer.ok) setChecks(answer.value.checks);
  }
  const bad = checks?.filter(({ isGood }) => !isGood).length ?? 0;
  return (
    <Part
      title="Is it still what it was?"
      aside={checks === null ? undefined : bad === 0 ? "all is as it was" : `${bad} of ${checks.length} are not`}
      actions={
        <Button size="small" disabled={isBusy} onClick={() => void verify()}>
          <ShieldCheck size={14} strokeWidth={2} aria-hidden="true" />
          {isBusy ? "Checking" : "Verify"}
        </Button>
      }
    >
      {failure !== null && (
        <Banner kind="problem">
          {failure.message} {failure.hint}
        </Banner>
      )}
      <ul className={styles.steps} aria-label="Checks" aria-live="polite">
        {(checks ?? []).map(({ subject, isGood, detail }) => (
          <li key={subject} className={styles.step}>
            <StatusIcon status={isGood ? "passed" : "failed"} size={14} />
            <span className={styles.text}>
              <b>{visible(subject)}</b> <span className="visually-hidden">{isGood ? "good: " : "not good: "}</span>
              <ShortSums text={detail} />
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

import { useCallback, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { DoctorCheck } from "../../../shared/contract/app.ts";
import type { Failure } from "../../../shared/result.ts";
import { call } from "../../link/call.ts";
import { connectionStore } from "../../state/connection.ts";
import { Button } from "../../ui/button.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { settingEntries } from "./setting-entries.ts";
import styles from "./settings.module.css";

const pictures = { ok: "passed", missing: "none", fault: "failed" } as const;
const words = { ok: "Found", missing: "Missing", fault: "Fault" } as const;

/** What is installed on this computer and what is missing. */
export function DoctorReport() {
  const [checks, setChecks] = useState<readonly DoctorCheck[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const isConnected = useStore(connectionStore, (state) => state.state === "connected");
  const examine = useCallback(async () => {
    setChecks(null);
    const answer = await call((engine) => engine.app.doctor());
    setChecks(answer.ok ? answer.value : []);
    setFailure(answer.ok ? null : answer.failure);
  }, []);
  useEffect(() => {
    if (isConnected) void examine();
  }, [isConnected, examine]);

  return (
    <div className={styles.doctor}>
      <div className={styles.doctorHead}>
        <div className={styles.words}>
          <div className={styles.label}>{settingEntries.doctor.label}</div>
          <p className={styles.explanation}>{settingEntries.doctor.explanation}</p>
        </div>
        <Button disabled={checks === null} onClick={() => void examine()}>
          Examine again
        </Button>
      </div>
      {failure !== null && <p className={styles.failure}>{failure.message}</p>}
      {checks === null ? (
        <Loading label="Examining">
          <Skeleton height="160px" />
        </Loading>
      ) : (
        <ul className={styles.checks}>
          {checks.map((check) => (
            <li key={check.name} className={styles.check}>
              <StatusIcon status={pictures[check.state]} size={14} />
              <span className={styles.checkName}>{check.name}</span>
              <span className={styles.checkDetail}>{check.detail}</span>
              <span className={styles.checkState}>{words[check.state]}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

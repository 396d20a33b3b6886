import { useState } from "react";
import { useStore } from "zustand";
import { desktopHost } from "../link/host.ts";
import { connectionStore } from "../state/connection.ts";
import { engineStore } from "../state/engine.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { MillWheel } from "../ui/mill-wheel.tsx";
import { Prose } from "../ui/prose.tsx";
import styles from "./engine-notices.module.css";
import { reconnectNow } from "./start.ts";

/** What the window has to say about its engine: lost for now, or a history that was damaged and put aside. */
export function EngineNotices() {
  const { state, wasConnected, failure } = useStore(connectionStore);
  const notice = useStore(engineStore, (engine) => engine.info?.notice ?? null);
  const [closedNotice, setClosedNotice] = useState<string | null>(null);
  return (
    <>
      {failure !== null && wasConnected && (
        <div className={styles.notice}>
          <Banner
            kind="problem"
            actions={
              <Button size="small" onClick={reconnectNow}>
                Try again
              </Button>
            }
          >
            <Prose text={`${failure.message} ${failure.hint}`} />
          </Banner>
        </div>
      )}
      {state === "lost" && failure === null && <LostBar wasConnected={wasConnected} />}
      {notice !== null && notice !== closedNotice && (
        <div className={styles.notice}>
          <Banner
            kind="problem"
            actions={
              <Button size="small" onClick={() => setClosedNotice(notice)}>
                Understood
              </Button>
            }
          >
            <Prose text={notice} />
          </Banner>
        </div>
      )}
    </>
  );
}

function LostBar({ wasConnected }: { wasConnected: boolean }) {
  const state = wasConnected
    ? "The engine does not answer; reconnecting. Runs and services go on without it."
    : "The engine has not answered yet; still trying.";
  // A browser cannot follow an engine to its next address; the desktop's comes back by itself.
  const wayOut = desktopHost() === null ? " If it was started anew, open the address that it printed." : "";
  return (
    <div role="status" className={styles.lost}>
      <MillWheel size={14} isTurning />
      <span>
        {state}
        {wayOut}
      </span>
      <Button size="small" kind="quiet" onClick={reconnectNow}>
        Try now
      </Button>
    </div>
  );
}

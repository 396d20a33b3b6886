import { ArrowRight } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { DeploymentDetail, ReleaseName } from "../../../../shared/contract/deployments.ts";
import type { ReleaseId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { rollBack } from "../../../actions/deploy-actions.ts";
import { call } from "../../../link/call.ts";
import { environmentOf, environmentsStore } from "../../../state/environments.ts";
import { nowStore } from "../../../state/now.ts";
import { askForTrust, closeOverlay, showOverlay } from "../../../state/overlay.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Prose } from "../../../ui/prose.tsx";
import { Select } from "../../../ui/select.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { ChangingCommits } from "./changing-commits.tsx";
import styles from "./dialogs.module.css";

/** What a rollback would do. */
interface Preview extends Pick<DeploymentDetail, "commits"> {
  readonly from: ReleaseName;
  readonly to: ReleaseName;
  readonly choices: readonly ReleaseName[];
}

/** Shows what goes away before an environment goes back to an earlier release. */
export function RollbackDialog({ environment }: { environment: string }) {
  const projectId = useStore(environmentsStore, (state) => state.projectId);
  const now = useStore(nowStore, (state) => state.now);
  const isFrozen = useStore(environmentsStore, (state) => environmentOf(state, environment)?.freeze != null);
  const [releaseId, setReleaseId] = useState<ReleaseId | null>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [comment, setComment] = useState("");
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    if (projectId === null) return;
    let isStale = false;
    const wanted = releaseId === null ? {} : { releaseId };
    void call((engine) => engine.deployments.previewRollback({ projectId, environment, ...wanted })).then((answer) => {
      if (isStale) return;
      setFailure(answer.ok ? null : answer.failure);
      if (answer.ok) setPreview(answer.value);
    });
    return () => {
      isStale = true;
    };
  }, [projectId, environment, releaseId]);

  async function start(): Promise<void> {
    if (projectId === null || preview === null) return;
    setBusy(true);
    const refused = await rollBack(projectId, environment, preview.to.id, comment.trim());
    setBusy(false);
    if (refused === null) closeOverlay();
    else if (refused.code === "NOT_TRUSTED") askForTrust(projectId, () => showOverlay({ kind: "rollback", environment }));
    else setFailure(refused);
  }

  return (
    <Dialog
      title={`Roll back ${environment}`}
      description="The files of the earlier release are still there: it serves again as soon as the switch is made."
      width={560}
      onClose={closeOverlay}
      footer={
        <>
          <Button onClick={closeOverlay}>Cancel</Button>
          <Button kind="danger" disabled={preview === null || isBusy || (isFrozen && comment.trim() === "")} onClick={() => void start()}>
            {preview === null ? "Roll back" : `Roll back to ${preview.to.version}`}
          </Button>
        </>
      }
    >
      <div className={styles.body}>
        {failure !== null && (
          <Banner kind="problem">
            <Prose text={`${failure.message} ${failure.hint}`} />
          </Banner>
        )}
        {preview === null && failure === null && <Skeleton height="72px" />}
        {preview !== null && (
          <>
            <div className={styles.choice}>
              {preview.from.id === preview.to.id ? (
                <span>Nobody knows what serves. Back to</span>
              ) : (
                <>
                  <b className={styles.version}>{preview.from.version}</b>
                  <ArrowRight size={16} strokeWidth={2} aria-label="back to" className={styles.into} />
                </>
              )}
              {preview.choices.length > 1 ? (
                <Select
                  label="Back to"
                  value={preview.to.id as string}
                  options={preview.choices.map(({ id, version }) => ({ value: id as string, label: version }))}
                  onChange={(id) => setReleaseId(id as ReleaseId)}
                />
              ) : (
                <b className={styles.version}>{preview.to.version}</b>
              )}
            </div>
            {projectId !== null && <ChangingCommits projectId={projectId} title="What goes away" commits={preview.commits} now={now} />}
          </>
        )}
        <TextArea
          label="Why"
          hint={isFrozen ? `${environment} is frozen: say why it has to go back.` : "Kept with your name and the time."}
          maxLength={2_000}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
        />
      </div>
    </Dialog>
  );
}

import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { DeploymentDetail, Gate } from "../../../../shared/contract/deployments.ts";
import type { Release } from "../../../../shared/contract/releases.ts";
import { isOver } from "../../../../shared/deployment-look.ts";
import type { ReleaseId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { deploy } from "../../../actions/deploy-actions.ts";
import { call } from "../../../link/call.ts";
import { environmentOf, environmentsStore } from "../../../state/environments.ts";
import { nowStore } from "../../../state/now.ts";
import { askForTrust, closeOverlay, showOverlay } from "../../../state/overlay.ts";
import { releasesStore } from "../../../state/releases.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Prose } from "../../../ui/prose.tsx";
import { Select } from "../../../ui/select.tsx";
import { ChangingCommits } from "./changing-commits.tsx";
import styles from "./dialogs.module.css";
import { GateList, isClosed } from "./gate-list.tsx";
import { OnItsWay } from "./on-its-way.tsx";

/** Asks which release goes into an environment, and shows what stands in its way. */
export function DeployDialog({ environment: name, releaseId }: { environment: string; releaseId: ReleaseId | null }) {
  const { projectId, environments } = useStore(environmentsStore);
  const environment = useStore(environmentsStore, (state) => environmentOf(state, name));
  const releases = useStore(releasesStore, (state) => state.releases);
  const choices = (releases ?? []).filter(({ state }) => state === "released");
  const [chosenId, setChosenId] = useState<ReleaseId | null>(releaseId);
  const chosen = choices.find(({ id }) => id === chosenId) ?? choices[0] ?? null;
  const { gates, failure } = useGates(name, chosen);
  const commits = useComingCommits(name, chosen);
  const [refusal, setRefusal] = useState<Failure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const now = useStore(nowStore, (state) => state.now);
  const latest = environment?.latest ?? null;
  const underWay = latest === null || isOver(latest) ? null : latest;
  const isUnderWay = underWay !== null && underWay.release.id === chosen?.id;
  const canDeploy = chosen !== null && gates !== null && !gates.some(isClosed) && !isBusy && !isUnderWay;

  async function start(): Promise<void> {
    if (projectId === null || chosen === null) return;
    setBusy(true);
    const refused = await deploy(projectId, name, chosen.id);
    setBusy(false);
    if (refused === null) closeOverlay();
    else if (refused.code === "NOT_TRUSTED")
      askForTrust(projectId, () => showOverlay({ kind: "deploy", environment: name, releaseId: chosen.id }));
    else setRefusal(refused);
  }

  if (environment === null) return null;
  const problem = refusal ?? failure;
  return (
    <Dialog
      title={`Deploy to ${name}`}
      description={
        environment.current === null ? (
          `Nothing serves there yet. Where it is: ${environment.target}.`
        ) : (
          <>
            <b>{environment.current.release.version}</b> serves there now, at {environment.target}.
          </>
        )
      }
      width={560}
      onClose={closeOverlay}
      footer={
        <>
          <Button onClick={closeOverlay}>Cancel</Button>
          <Button kind="primary" disabled={!canDeploy} onClick={() => void start()}>
            {chosen === null ? "Deploy" : `Deploy ${chosen.version}`}
          </Button>
        </>
      }
    >
      <div className={styles.body}>
        {choices.length === 0 ? (
          <Banner kind="note">There is no release yet that could go there. Make one on the Releases screen.</Banner>
        ) : (
          <div className={styles.choice}>
            <Select
              label="Release"
              value={chosen?.id ?? ""}
              options={choices.map(({ id, version, subject }) => ({ value: id as string, label: labelOf(version, subject) }))}
              onChange={(id) => setChosenId(id as ReleaseId)}
            />
            <span className={styles.into}>into</span>
            <Select
              label="Environment"
              value={name}
              options={(environments ?? []).map((one) => ({ value: one.name, label: one.name }))}
              onChange={(next) => showOverlay({ kind: "deploy", environment: next, releaseId: chosen?.id ?? null })}
            />
          </div>
        )}
        {problem !== null && (
          <Banner kind="problem">
            <Prose text={`${problem.message} ${problem.hint}`} />
          </Banner>
        )}
        {underWay !== null && <OnItsWay deployment={underWay} isChosen={isUnderWay} />}
        {chosen !== null && <GateList gates={gates} now={now} />}
        {projectId !== null && commits !== null && <ChangingCommits projectId={projectId} commits={commits} now={now} title="What comes" />}
      </div>
    </Dialog>
  );
}

const mostSubject = 44;

function labelOf(version: string, subject: string): string {
  return `${version}  ${subject.length > mostSubject ? `${subject.slice(0, mostSubject)}…` : subject}`;
}

function useGates(environment: string, release: Release | null): { gates: readonly Gate[] | null; failure: Failure | null } {
  const news = useStore(environmentsStore, (state) => state.news);
  const [held, setHeld] = useState<{ key: string; gates: readonly Gate[] | null; failure: Failure | null }>({
    key: "",
    gates: null,
    failure: null,
  });
  const key = `${environment} ${release?.id}`;
  const projectId = release?.projectId;
  const releaseId = release?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `news` may open or close one
  useEffect(() => {
    if (projectId === undefined || releaseId === undefined) return;
    let isStale = false;
    void call((engine) => engine.environments.gates({ projectId, environment, releaseId })).then((answer) => {
      if (isStale) return;
      setHeld(answer.ok ? { key, gates: answer.value.gates, failure: null } : { key, gates: null, failure: answer.failure });
    });
    return () => {
      isStale = true;
    };
  }, [projectId, environment, releaseId, key, news]);
  return held.key === key ? held : { gates: null, failure: null };
}

/** The commits that come with a release: of those that are missing there the ones up to its own; `null` when that is not known. */
function useComingCommits(environment: string, release: Release | null): DeploymentDetail["commits"] | null {
  const [held, setHeld] = useState<{ environment: string; commits: DeploymentDetail["commits"] } | null>(null);
  const projectId = useStore(environmentsStore, (state) => state.projectId);
  useEffect(() => {
    if (projectId === null) return;
    let isStale = false;
    void call((engine) => engine.environments.pending({ projectId, environment })).then((answer) => {
      if (!isStale && answer.ok) setHeld({ environment, commits: answer.value.commits });
    });
    return () => {
      isStale = true;
    };
  }, [projectId, environment]);
  const missing = held?.environment === environment ? held.commits : [];
  const own = missing.findIndex(({ commit }) => commit === release?.commit);
  return own < 0 ? null : missing.slice(own);
}

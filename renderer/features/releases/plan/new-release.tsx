import { ArrowLeft, Tag } from "lucide-react";
import { useState } from "react";
import { useStore } from "zustand";
import type { ReleasePlan } from "../../../../shared/contract/releases.ts";
import { countOf } from "../../../../shared/counts.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { createRelease } from "../../../actions/release-actions.ts";
import { nowStore } from "../../../state/now.ts";
import { screenAddress } from "../../../state/route.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { DiffText } from "../../../ui/diff-text.tsx";
import { Part } from "../../../ui/part.tsx";
import { Prose } from "../../../ui/prose.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import { Loading, Skeleton } from "../../../ui/skeleton.tsx";
import { ArtifactTable } from "../artifacts-part.tsx";
import { CommitEffects, StepBadge } from "../effects.tsx";
import styles from "./new-release.module.css";
import { NotesEditor } from "./notes-editor.tsx";
import { PlanFailure } from "./plan-failure.tsx";
import { usePlan } from "./use-plan.ts";
import { WishFields } from "./wish-fields.tsx";

/** The plan of the next release: everything that it would do, before it does any of it. */
export function NewRelease({ projectId }: { projectId: ProjectId }) {
  const [version, setVersion] = useState("");
  const [channel, setChannel] = useState("");
  const wish = { projectId, version: version.trim(), channel: channel.trim() };
  const { plan, failure, isOld, retry } = usePlan(wish);
  // What a person wrote stays, whatever the plan says next.
  const [written, setWritten] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Failure | null>(null);
  const notes = written ?? plan?.notes ?? "";
  const isBlocked = plan === null || plan.version === null || failure !== null || plan.problems.some(({ isBlocking }) => isBlocking);

  async function release(): Promise<void> {
    if (plan === null) return;
    setBusy(true);
    const refused = await createRelease(wish, notes, plan.commit);
    setBusy(false);
    setRefusal(refused);
    if (refused !== null) retry();
  }

  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <a
          className={styles.back}
          href={screenAddress(projectId, "releases")}
          aria-label="Back to the releases"
          title="Releases"
          data-close-beside=""
        >
          <ArrowLeft size={16} strokeWidth={2} aria-hidden="true" />
        </a>
        <h1 className={styles.title}>New release</h1>
        {plan !== null && (
          <Button kind="primary" className={styles.release} disabled={isBlocked || isOld || isBusy} onClick={() => void release()}>
            <Tag size={14} strokeWidth={2} aria-hidden="true" />
            {plan.version === null ? "Release" : `Release ${plan.version}`}
          </Button>
        )}
      </header>
      {refusal !== null && (
        <div className={styles.note}>
          <Banner kind="problem">
            <Prose text={`${refusal.message} ${refusal.hint}`} />
          </Banner>
        </div>
      )}
      {failure !== null && <PlanFailure projectId={projectId} failure={failure} hasPlan={plan !== null} onRetry={retry} />}
      {plan === null && failure === null && <PlanSkeleton />}
      {plan !== null && (
        <div className={styles.columns}>
          <ScrollArea label="What is released" className={styles.main}>
            <Next plan={plan} />
            <WishFields plan={plan} version={version} channel={channel} onVersion={setVersion} onChannel={setChannel} />
            <Problems plan={plan} />
            <Changes plan={plan} />
          </ScrollArea>
          <ScrollArea label="What happens" className={styles.aside}>
            <NotesEditor
              text={notes}
              isOwn={written !== null && written !== plan.notes}
              onChange={setWritten}
              onReset={() => setWritten(null)}
            />
            <Effects plan={plan} />
            <Files plan={plan} />
            <Contents plan={plan} />
          </ScrollArea>
        </div>
      )}
    </div>
  );
}

function Next({ plan }: { plan: ReleasePlan }) {
  const { version, bump, why, previous, branch } = plan;
  return (
    <section className={styles.next} aria-label="Next version">
      <p className={styles.version}>{version ?? "No new version"}</p>
      <p className={styles.why}>
        {bump !== "none" && <StepBadge bump={bump} isFirst={previous === null} />}
        <Prose text={why} />
      </p>
      <p className={styles.from}>
        {previous === null ? "The first release" : `After ${previous.version}`}
        {branch !== null && ` on ${branch}`}, from <code title={plan.commit}>{plan.commit.slice(0, 7)}</code>
      </p>
    </section>
  );
}

function Problems({ plan: { problems, why } }: { plan: ReleasePlan }) {
  if (problems.length === 0) return null;
  return (
    <div className={styles.problems}>
      {problems.map(({ code, isBlocking, message, hint }) => (
        <Banner key={`${code} ${message}`} kind={isBlocking && message !== why ? "problem" : "note"}>
          {message !== why && (
            <>
              <b>
                <Prose text={message} />
              </b>{" "}
            </>
          )}
          <Prose text={hint} />
        </Banner>
      ))}
    </div>
  );
}

function Changes({ plan: { projectId, commits, previous } }: { plan: ReleasePlan }) {
  const now = useStore(nowStore, (state) => state.now);
  if (commits.length === 0) return null;
  const count = countOf(commits.length, "commit");
  return (
    <Part level={2} title="What changes" aside={previous === null ? count : `${count} since ${previous.version}`}>
      <CommitEffects projectId={projectId} commits={commits} now={now} />
    </Part>
  );
}

function Effects({ plan: { effects } }: { plan: ReleasePlan }) {
  if (effects.length === 0) return null;
  return (
    <Part level={2} title="What will happen" aside="in this order">
      <ol className={styles.effects}>
        {effects.map((effect) => (
          <li key={effect}>
            <Prose text={effect} />
          </li>
        ))}
      </ol>
    </Part>
  );
}

function Files({ plan: { files } }: { plan: ReleasePlan }) {
  if (files.length === 0) return null;
  return (
    <Part level={2} title="Files that are written" aside={files.length}>
      {files.map(({ path, what, diff }) =>
        diff === "" ? (
          <p key={path} className={styles.file}>
            <b>{path}</b> <span>{what}</span>
          </p>
        ) : (
          <details key={path} className={styles.fold}>
            <summary className={styles.file}>
              <b>{path}</b> <span>{what}</span>
            </summary>
            <DiffText label={`Changes of ${path}`} diff={diff} />
          </details>
        ),
      )}
    </Part>
  );
}

function Contents({ plan: { artifacts, run } }: { plan: ReleasePlan }) {
  return (
    <Part level={2} title="Artifacts" aside={run === null ? undefined : `of run ${run.number}`}>
      {run === null ? (
        <p className={styles.quiet}>The pipeline runs on the release’s own commit first; what its stages keep is released.</p>
      ) : artifacts.length === 0 ? (
        <p className={styles.quiet}>That run kept none: the release holds no file.</p>
      ) : (
        <ArtifactTable artifacts={artifacts} />
      )}
    </Part>
  );
}

function PlanSkeleton() {
  return (
    <div className={styles.note}>
      <Loading label="Planning the release">
        <div className={styles.skeleton}>
          <Skeleton width="220px" height="40px" />
          <Skeleton width="320px" height="20px" />
          <Skeleton height="260px" radius="10px" />
        </div>
      </Loading>
    </div>
  );
}

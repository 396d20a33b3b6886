import { ChevronDown, Play, Rocket, Undo2, X } from "lucide-react";
import { useStore } from "zustand";
import type { Release, ReleaseDetail } from "../../../shared/contract/releases.ts";
import { countOf } from "../../../shared/counts.ts";
import { isHalfDone, isUnderWay, lookOfRelease, releaseWord } from "../../../shared/release-look.ts";
import { askToDeploy } from "../../actions/deploy-actions.ts";
import { copyText } from "../../actions/editor-actions.ts";
import { resumeRelease, undoRelease } from "../../actions/release-actions.ts";
import { environmentsStore } from "../../state/environments.ts";
import { nowStore } from "../../state/now.ts";
import { readOpenRelease, releasesStore } from "../../state/releases.ts";
import { runAddress } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { MarkdownText } from "../../ui/markdown-text.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { Part } from "../../ui/part.tsx";
import { Prose } from "../../ui/prose.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { ArtifactsPart } from "./artifacts-part.tsx";
import { CommitEffects } from "./effects.tsx";
import styles from "./release-detail.module.css";
import { StepsPart } from "./steps-part.tsx";
import { VerifyPart } from "./verify-part.tsx";

const icon = { size: 14, strokeWidth: 2, "aria-hidden": true } as const;

/** One release beside the list: what it is, what is in it, and what can be done with it. */
export function ReleaseDetailPane({ onClose }: { onClose: () => void }) {
  const open = useStore(releasesStore, (state) => state.open);
  return (
    <ScrollArea label="Release" className={styles.panel} data-beside="">
      <div className={styles.close}>
        <IconButton label="Close the release (Esc)" size="small" data-close-beside="" onClick={onClose}>
          <X size={16} strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
      </div>
      {open !== null && open.failure !== null && (
        <div className={styles.note}>
          <Banner kind="problem" actions={<Button onClick={() => void readOpenRelease()}>Try again</Button>}>
            {open.failure.message} {open.failure.hint}
          </Banner>
        </div>
      )}
      {open?.detail == null ? (open?.failure ?? null) === null && <DetailSkeleton /> : <Loaded detail={open.detail} />}
    </ScrollArea>
  );
}

function Loaded({ detail }: { detail: ReleaseDetail }) {
  const now = useStore(nowStore, (state) => state.now);
  const { release, notes, commits } = detail;
  const isWhole = release.state === "released";
  return (
    <>
      <header className={styles.head}>
        <p className={styles.standing}>
          <StatusIcon status={lookOfRelease(release)} size={16} />
          <span data-look={lookOfRelease(release)}>{releaseWord(release)}</span>
          {release.kind !== "release" && <span className={styles.kind}>{release.kind}</span>}
        </p>
        <h2 className={styles.version}>{release.version}</h2>
        <Facts release={release} now={now} />
        {release.environments.length > 0 && <p className={styles.where}>Now in {listOf(release.environments)}</p>}
        <Actions release={release} />
      </header>
      {release.failure !== null && (
        <div className={styles.note}>
          <Banner kind="problem">
            <Prose text={`${release.failure.message} ${release.failure.hint}`} />
          </Banner>
        </div>
      )}
      {!isWhole && <StepsPart release={release} steps={detail.steps} now={now} />}
      {notes.trim() !== "" && (
        <Part title="Notes">
          <MarkdownText text={notes} />
        </Part>
      )}
      <ArtifactsPart detail={detail} />
      {isWhole && <VerifyPart release={release} />}
      {commits.length > 0 && (
        <Part title="Commits" aside={sinceWords(release, commits.length)}>
          <CommitEffects projectId={release.projectId} commits={commits} now={now} />
        </Part>
      )}
      {isWhole && detail.steps.length > 0 && <StepsPart release={release} steps={detail.steps} now={now} />}
    </>
  );
}

function Facts({ release, now }: { release: Release; now: number }) {
  const { projectId, tag, commit, run, branch, person, releasedAt, createdAt, isSigned } = release;
  return (
    <p className={styles.facts}>
      {tag !== null && <span>{isSigned ? `tag ${tag}, signed` : `tag ${tag}`}</span>}
      <button type="button" className={styles.commit} title={`Copy ${commit}`} onClick={() => void copyText(commit, "the commit")}>
        {commit.slice(0, 7)}
      </button>
      {branch !== null && <span>on {branch}</span>}
      {run !== null && (
        <a className={styles.run} href={runAddress(projectId, run.id)}>
          <StatusIcon status={run.status} size={14} />
          run {run.number}
        </a>
      )}
      <span>
        by {person}, <Age at={releasedAt ?? createdAt} now={now} />
      </span>
    </p>
  );
}

function Actions({ release }: { release: Release }) {
  const environments = useStore(environmentsStore, (state) => state.environments ?? none);
  if (isHalfDone(release)) {
    return (
      <div className={styles.actions}>
        <Button kind="primary" onClick={() => void resumeRelease(release)}>
          <Play {...icon} />
          Resume
        </Button>
        <Button kind="danger" onClick={() => void undoRelease(release)}>
          <Undo2 {...icon} />
          Undo {release.version}
        </Button>
      </div>
    );
  }
  if (isUnderWay(release) || release.state !== "released" || environments.length === 0) return null;
  return (
    <div className={styles.actions}>
      <Menu
        trigger={
          <Button>
            <Rocket {...icon} />
            Deploy to…
            <ChevronDown {...icon} />
          </Button>
        }
      >
        {environments.map(({ name, current }) => (
          <MenuItem
            key={name}
            label={name}
            detail={
              current === null ? "nothing there yet" : current.release.id === release.id ? "has it" : `has ${current.release.version}`
            }
            onSelect={() => askToDeploy(name, release.id)}
          />
        ))}
      </Menu>
    </div>
  );
}

const none: readonly { readonly name: string; readonly current: null }[] = [];

function sinceWords({ previousVersion }: Release, count: number): string {
  const commits = countOf(count, "commit");
  return previousVersion === null ? commits : `${commits} since ${previousVersion}`;
}

/** `dev`, `dev and staging`, `dev, staging and production`. */
function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function DetailSkeleton() {
  return (
    <div className={styles.head}>
      <Loading label="Reading the release">
        <div className={styles.skeleton}>
          <Skeleton width="120px" height="20px" />
          <Skeleton width="180px" height="32px" />
          <Skeleton height="140px" radius="10px" />
        </div>
      </Loading>
    </div>
  );
}

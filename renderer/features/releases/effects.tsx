import type { Bump, CommitEffect } from "../../../shared/contract/releases.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { bumpWord } from "../../../shared/release-look.ts";
import { commitAddress } from "../../state/route.ts";
import { CommitLines } from "../../ui/commit-lines.tsx";
import { Prose } from "../../ui/prose.tsx";
import styles from "./effects.module.css";

const order: readonly Bump[] = ["major", "minor", "patch", "none"];

/** The word for what a commit does to the version; the more it matters, the louder. */
function BumpBadge({ bump, isBreaking = false }: { bump: Bump; isBreaking?: boolean }) {
  return (
    <span className={styles.badge} data-bump={isBreaking ? "major" : bump}>
      {isBreaking && bump !== "major" ? `${bumpWord(bump)}, breaking` : bumpWord(bump)}
    </span>
  );
}

/** The same for all that a release brings; the first one steps from nothing. */
export function StepBadge({ bump, isFirst }: { bump: Bump; isFirst: boolean }) {
  return isFirst ? <span className={styles.badge}>first</span> : <BumpBadge bump={bump} />;
}

/** Commits by what they do to the version, each with the reason. */
export function CommitEffects({ projectId, commits, now }: { projectId: ProjectId; commits: readonly CommitEffect[]; now: number }) {
  const groups = order
    .map((effect) => ({ effect, members: commits.filter((commit) => commit.effect === effect) }))
    .filter(({ members }) => members.length > 0);
  return (
    <div className={styles.groups}>
      {groups.map(({ effect, members }) => (
        <CommitLines
          key={effect}
          label={`Commits: ${bumpWord(effect)}`}
          commits={members}
          now={now}
          address={(commit) => commitAddress(projectId, commit)}
          mark={({ isBreaking }) => <BumpBadge bump={effect} isBreaking={isBreaking} />}
          note={({ why }) => <Prose text={why} />}
        />
      ))}
    </div>
  );
}

import { GitBranch } from "lucide-react";
import { useStore } from "zustand";
import type { PlanItemDetail } from "../../../../shared/contract/plan.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { pipelineStore } from "../../../state/pipeline.ts";
import { passportAddress } from "../../../state/route.ts";
import { CommitLines } from "../../../ui/commit-lines.tsx";
import { Part } from "../../../ui/part.tsx";
import styles from "./commits-part.module.css";

interface CommitsPartProps {
  projectId: ProjectId;
  detail: PlanItemDetail;
  isTrusted: boolean;
  now: number;
}

/** The branches and commits that name an item, and how far they have come. */
export function CommitsPart({ projectId, detail: { item, commits }, isTrusted, now }: CommitsPartProps) {
  const isRepository = useStore(pipelineStore, (state) => state.workingTree?.isRepository === true);
  if (!isRepository) return null;
  const isEmpty = commits.length === 0 && item.branches.length === 0;
  const shown = item.commits > commits.length ? `${commits.length} of ${item.commits}` : commits.length;
  return (
    <Part title="Commits" aside={commits.length === 0 ? undefined : shown}>
      {item.branches.length > 0 && (
        <ul aria-label="Branches" className={styles.branches}>
          {item.branches.map((branch) => (
            <li key={branch} className={styles.branch}>
              <GitBranch size={12} strokeWidth={2} aria-hidden="true" />
              {branch}
            </li>
          ))}
        </ul>
      )}
      {commits.length > 0 && (
        <CommitLines
          label="Commits that name the item"
          commits={commits.map((one) => ({ ...one, committedAt: one.at }))}
          now={now}
          address={(commit) => passportAddress(projectId, commit)}
          note={({ release, environments }) => wayWords(release, environments)}
        />
      )}
      {isEmpty && <p className={styles.none}>{emptyWords(isTrusted, item.number)}</p>}
    </Part>
  );
}

/** How far a commit has come. */
function wayWords(release: string | null, environments: readonly string[]): string {
  const parts = [release === null ? "" : `in ${release}`, environments.length === 0 ? "" : `serves in ${environments.join(", ")}`];
  return parts.filter((part) => part !== "").join(", ");
}

function emptyWords(isTrusted: boolean, number: number | null): string {
  if (!isTrusted) return "Git is not asked until you trust this folder.";
  if (number === null) return "A number links an item to commits; its file has none yet.";
  return `A branch such as ${number}-some-words, or #${number} in a commit's message, links it to this item.`;
}

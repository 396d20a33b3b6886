import {
  BookOpen,
  Clock,
  CloudDownload,
  GitBranch,
  GitCommitHorizontal,
  Rocket,
  RotateCw,
  Save,
  ScanSearch,
  SquareTerminal,
  Tag,
  Zap,
} from "lucide-react";
import type { Run } from "../../shared/contract/schemas.ts";

/** What started a run, as a picture. */
export const triggerIcons: Readonly<Record<Run["trigger"], typeof Zap>> = {
  ...{ board: Zap, cli: SquareTerminal, retry: RotateCw, culprit: ScanSearch, release: Tag, deploy: Rocket, runbook: BookOpen },
  ...{ save: Save, commit: GitCommitHorizontal, branch: GitBranch, remote: CloudDownload, schedule: Clock },
};

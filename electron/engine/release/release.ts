/** The public face of releases: planned, made step by step, checked again, and taken back. */

export { sbomName } from "./keep/keep-files.ts";
export { keepRelease } from "./make/keep-release.ts";
export { prepareCommit } from "./make/prepare-commit.ts";
export type { ReleaseIntent } from "./plan/intent.ts";
export { planRelease, type ReleaseDraft } from "./plan/plan-release.ts";
export type { PlanRequest } from "./plan/request.ts";
export { checkMove, moveBranch, moveBranchBack } from "./repository/move-branch.ts";
export { readReleaseBranches } from "./repository/release-branches.ts";
export { dropReleaseCommit } from "./repository/release-commit.ts";
export { dropReleaseTag, makeReleaseTag } from "./repository/release-tag.ts";
export { trySigning } from "./repository/signing.ts";
export { verifyFiles } from "./verify/verify-files.ts";
export { verifyTag } from "./verify/verify-tag.ts";
export { readVersionTags, type VersionTag } from "./version/version.ts";

import type { PipelineDefinition } from "./definition.ts";

/** How a project's releases are made; `null` is left to what is found in the folder. */
export interface ReleasePolicy {
  /** Branches that releases are made from. */
  readonly branches: readonly string[] | null;
  /** Channels of pre-releases by branch. */
  readonly channels: Readonly<Record<string, string>>;
  readonly tagPrefix: string | null;
  /** Where the changelog is, relative to the project; `null` for none. */
  readonly changelog: string | null;
  readonly versionFiles: readonly string[] | null;
  /** Globs; `null` for all. */
  readonly artifacts: readonly string[] | null;
}

/** What a checked definition says of releases; `null` stands for no definition. */
export function planReleases(definition: PipelineDefinition | null): ReleasePolicy {
  const release = definition?.release;
  return {
    branches: release?.branches ?? null,
    channels: release?.channels ?? {},
    tagPrefix: release?.["tag-prefix"] ?? null,
    changelog: release?.changelog === false ? null : (release?.changelog ?? "CHANGELOG.md"),
    versionFiles: release?.["version-files"] ?? null,
    artifacts: release?.artifacts ?? null,
  };
}

import type { Release, ReleaseDetail, ReleasePlan, Verification } from "../../../shared/contract/releases.ts";
import { countOf } from "../../../shared/counts.ts";
import { formatAge, formatBytes } from "../../../shared/time.ts";
import { visible } from "../../../shared/visible.ts";

/** All that a release would do, with what stands in the way. */
export function planLines(plan: ReleasePlan): string[] {
  const { version, previous, why, commits, effects, problems, notes, files } = plan;
  const head = version === null ? "Nothing to release." : `${version}${previous === null ? "" : ` after ${previous.version}`}`;
  return [
    head,
    `  ${why}`,
    ...commits.slice(0, mostCommits).map(({ commit, subject, effect }) => `  ${commit.slice(0, 7)}  ${effect.padEnd(5)}  ${subject}`),
    ...(commits.length > mostCommits ? [`  and ${countOf(commits.length - mostCommits, "more commit")}`] : []),
    ...section(
      "Effects, in this order:",
      effects.map((effect, index) => `${String(index + 1).padStart(2)}. ${effect}`),
    ),
    ...section(
      "Files:",
      files.map(({ path, what }) => `${path}: ${what}`),
    ),
    ...section("Notes:", version === null ? [] : notes.trim().split("\n")),
    ...problemLines(plan),
    ...(problems.some(({ isBlocking }) => isBlocking) ? ["", "As it stands, nothing would be released."] : []),
  ].map(visible);
}

const mostCommits = 50;

/** What stands in the way, and what is worth knowing. */
export function problemLines({ problems }: ReleasePlan): string[] {
  return section(
    "",
    problems.flatMap(({ isBlocking, message, hint }) => [
      `${isBlocking ? "stop" : "note"}: ${message}`,
      ...(hint === "" ? [] : [`      ${hint}`]),
    ]),
  ).map(visible);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0
    ? []
    : ["", ...(title === "" ? [] : [title]), ...lines.map((line) => (title === "" ? line : `  ${line}`.trimEnd()))];
}

/** A release as one line of a list. */
export function releaseLine(
  { id, version, state, kind, artifactCount, artifactBytes, createdAt, person, environments }: Release,
  now: number,
): string {
  const files = artifactCount === 0 ? "no artifacts" : `${countOf(artifactCount, "artifact")}, ${formatBytes(artifactBytes)}`;
  const where = environments.length === 0 ? "" : `  in ${environments.join(", ")}`;
  return visible(
    `${id.padStart(6)}  ${version.padEnd(16)}  ${state.padEnd(11)}  ${kind.padEnd(11)}  ${formatAge(now - createdAt).padStart(12)}  ${person.padEnd(10)}  ${files}${where}`,
  );
}

/** A release with all that belongs to it. */
export function detailLines({ release, notes, artifacts, sbom, sbomNote, steps }: ReleaseDetail, now: number): string[] {
  const { branch, commit, tag, run, failure, isSigned } = release;
  return [
    releaseLine(release, now),
    `  commit ${commit}${branch === null ? "" : ` on ${branch}`}`,
    ...(tag === null ? [] : [`  ${isSigned ? "signed tag" : "tag"} ${tag}`]),
    ...(run === null ? [] : [`  run ${run.number}, ${run.status}`]),
    ...section(
      "Steps:",
      steps.map(({ text, doneAt }) => `${doneAt === null ? "…" : "✓"} ${text}`),
    ),
    ...section(
      "Artifacts:",
      artifacts.map(({ path, bytes, sha256 }) => `${sha256}  ${path}  ${formatBytes(bytes)}`),
    ),
    ...(sbom === null ? [] : ["", `Bill of materials: ${countOf(sbom.componentCount, "package")}, ${sbom.path}`]),
    ...(sbomNote === null ? [] : [sbomNote]),
    ...section("Notes:", notes.trim() === "" ? [] : notes.trim().split("\n")),
    ...failureLines(release, failure),
  ].map(visible);
}

function failureLines({ id, state }: Release, failure: Release["failure"]): string[] {
  if (state !== "failed" && state !== "interrupted") return [];
  const told = failure === null ? [] : [failure.message, ...(failure.hint === "" ? [] : [failure.hint])];
  return ["", ...told, `millrace release resume ${id} goes on with it; millrace release undo ${id} takes it back.`];
}

/** What a release came to, when this process has made it. */
export function endLines(release: Release): string[] {
  const { state, version, tag, artifactCount, failure } = release;
  if (state === "released")
    return [`Released ${version}: ${tag ?? ""}, ${countOf(artifactCount, "artifact")}. Nothing was pushed.`].map(visible);
  if (state === "undone") return [`${version} is undone: nothing is left of it.`].map(visible);
  return failureLines(release, failure).slice(1).map(visible);
}

/** What was checked, what is wrong first to be seen. */
export function verificationLines(checks: readonly Verification[]): string[] {
  return checks.map(({ subject, isGood, detail }) => visible(`${isGood ? "good" : "BAD "}  ${subject}: ${detail}`));
}

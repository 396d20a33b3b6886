import { expect, test } from "vitest";
import { lastPreRelease, nextVersion, type VersionRequest } from "./next-version.ts";
import { versionTags } from "./tags.ts";
import type { ReleaseCommit } from "./weigh-commits.ts";

function hashOf(place: number): string {
  return place.toString(16).padStart(40, "0");
}

/** Commits one upon the other, the oldest first as they were made, numbered from 1. */
function commits(...messages: readonly string[]): ReleaseCommit[] {
  return messages
    .map((message, index) => ({ commit: hashOf(index + 1), parents: [hashOf(index)], author: "Mara", committedAt: index, message }))
    .toReversed();
}

/** Tags by name, each with the number of its commit; `null` for one that is not in the history. */
function tags(places: Readonly<Record<string, number | null>>) {
  const all = Object.entries(places).map(([name, place]) => ({
    name,
    commit: hashOf(place ?? 999),
    taggedAt: 1,
    isReached: place !== null,
  }));
  return versionTags(all, "v");
}

function next(messages: readonly string[], places: Readonly<Record<string, number | null>>, wish: Partial<VersionRequest> = {}): string {
  const all = commits(...messages);
  const known = tags(places);
  const since = (channel: string | null) => {
    const last = lastPreRelease(known, channel);
    // One upon the other, so that those since then are the newest ones.
    return last === null ? null : all.slice(0, all.length - Number.parseInt(last.commit, 16));
  };
  const sinceChannel = wish.channel === undefined ? null : since(wish.channel);
  const common = { commits: all, sincePreRelease: since(null), sinceChannel, tags: known };
  const result = nextVersion({ ...common, channel: null, wanted: null, held: null, ...wish });
  if (!result.ok) return `${result.failure.code}: ${result.failure.message}`;
  return `${result.value.version} (${result.value.bump}): ${result.value.why}`;
}

test.each([
  [["fix: x", "docs: y"], "1.3.1 (patch): 1.3.1, 1 fix since v1.3.0."],
  [["feat: x", "feat: y", "fix: z"], "1.4.0 (minor): 1.4.0, 2 features since v1.3.0."],
  [["feat: x", "fix!: y"], "2.0.0 (major): 2.0.0, 1 breaking change since v1.3.0."],
  [["docs: x", "chore: y"], "null (none): None of the 2 commits since v1.3.0 asks for a new version."],
  [["docs: x"], "null (none): The only commit since v1.3.0 does not ask for a new version."],
  [[], "null (none): Nothing was committed since v1.3.0."],
])("after 1.3.0 %j make their version", (messages, version) => {
  expect(next(messages, { "v1.3.0": 0, "v1.2.0": 0 })).toBe(version);
});

test("before 1.0.0 no commit makes 1.0.0; a person does", () => {
  expect(next(["feat!: x"], { "v0.4.2": 0 })).toBe(
    "0.5.0 (minor): 0.5.0, 1 breaking change since v0.4.2, which before 1.0.0 is a minor step.",
  );
  expect(next(["feat!: x"], { "v0.4.2": 0 }, { wanted: "1.0.0" })).toBe("1.0.0 (major): 1.0.0, as it was asked for.");
});

test("the first release takes the version that the files hold, or 0.1.0", () => {
  expect(next(["docs: x"], {})).toBe("0.1.0 (minor): 0.1.0, the first release.");
  expect(next(["feat: x"], {}, { held: "0.0.0" })).toContain("0.1.0");
  expect(next(["feat: x"], {}, { held: "2.3.0" })).toBe("2.3.0 (major): 2.3.0, the first release.");
  expect(next(["feat: x"], {}, { held: "2.3.0-dev" })).toContain("2.3.0 (major)");
  expect(next(["feat: x"], {}, { held: "two" })).toContain("0.1.0");
  expect(next(["feat: x"], {}, { channel: "beta" })).toContain("0.1.0-beta.1");
});

test("pre-releases of a channel are counted, and a release drops what is behind the hyphen", () => {
  const work = ["feat: x", "fix: y", "fix: z"];
  expect(next(work, { "v1.3.0": 0 }, { channel: "beta" })).toBe("1.4.0-beta.1 (minor): 1.4.0-beta.1, 1 feature since v1.3.0.");
  expect(next(work, { "v1.3.0": 0, "v1.4.0-beta.1": 1 }, { channel: "beta" })).toBe(
    "1.4.0-beta.2 (minor): 1.4.0-beta.2, 2 fixes since v1.4.0-beta.1.",
  );
  expect(next(work, { "v1.3.0": 0, "v1.4.0-beta.9": 1, "v1.4.0-beta.10": null }, { channel: "beta" })).toContain("1.4.0-beta.11");
  expect(next(work, { "v1.3.0": 0, "v1.4.0-beta.1": 1 }, { channel: "rc" })).toContain("1.4.0-rc.1");
  const release = "1.4.0 (minor): 1.4.0, which its pre-releases since v1.3.0 are on the way to.";
  expect([next(work, { "v1.3.0": 0, "v1.4.0-beta.2": 2 }), next(work, { "v1.3.0": 0, "v1.4.0-beta.2": 3 })]).toEqual([release, release]);
});

test("a pre-release's number begins with 0 where the project's do", () => {
  expect(next(["feat: x"], { "v1.3.0": 0, "v1.3.0-rc.0": null, "v1.3.0-rc.1": null }, { channel: "rc" })).toContain("1.4.0-rc.0");
  expect(next(["feat: x"], { "v1.3.0": 0, "v1.3.0-rc.1": null }, { channel: "rc" })).toContain("1.4.0-rc.1");
});

test("what breaks after a pre-release makes the next number, and what it broke itself was judged with it", () => {
  const work = ["feat!: x", "feat!: y", "fix: z"];
  const after = (place: number, channel: string | null) => next(work, { "v1.3.0": 0, "v1.4.0-beta.1": place }, { channel });
  expect([after(1, "beta"), after(1, null)]).toEqual([
    "2.0.0-beta.1 (major): 2.0.0-beta.1, 1 breaking change since v1.4.0-beta.1.",
    "2.0.0 (major): 2.0.0, 1 breaking change since v1.4.0-beta.1.",
  ]);
  expect([after(2, "beta"), after(2, "rc"), after(2, null)].map((text) => text.split(" ")[0])).toEqual([
    "1.4.0-beta.2",
    "1.4.0-rc.1",
    "1.4.0",
  ]);
});

test("a release follows its pre-releases where they are higher than its commits", () => {
  expect(next(["fix: x"], { "v1.3.0": 0, "v2.0.0-beta.1": 1 })).toBe(
    "2.0.0 (major): 2.0.0, which its pre-releases since v1.3.0 are on the way to.",
  );
  expect(next(["fix: x"], { "v1.0.0-beta.3": 1 })).toBe("1.0.0 (major): 1.0.0, the release that its pre-releases are on the way to.");
});

test("nothing new since a pre-release asks for no other one", () => {
  const places = { "v1.3.0": 0, "v1.4.0-beta.1": 1 };
  expect(next(["feat: x", "docs: y"], places, { channel: "beta" })).toBe(
    "null (none): The only commit since v1.4.0-beta.1 does not ask for a new version.",
  );
});

test("what is taken back of a pre-release is new to its channel, and nothing to the release", () => {
  const work = ["feat: x", `Revert "feat: x"\n\nThis reverts commit ${hashOf(1)}.`];
  const places = { "v1.3.0": 0, "v1.4.0-beta.1": 1 };
  expect(next(work, places, { channel: "beta" })).toContain("1.4.0-beta.2");
  expect(next(work, { "v1.3.0": 0 })).toContain("null");
});

test("a fix of a release that is merged into a channel is new to it", () => {
  const places = { "v1.3.1": 0, "v2.0.0-beta.1": 1 };
  const told = { author: "Mara", committedAt: 1, parents: [] };
  const sinceChannel = [{ ...told, commit: hashOf(9), message: "fix: of 1.3.1" }];
  expect(next(["feat!: x"], places, { channel: "beta" })).toContain("null");
  expect(next(["feat!: x"], places, { channel: "beta", sinceChannel })).toContain("2.0.0-beta.2");
});

test("a footer asks for a version, and one that was taken back does not", () => {
  const ask = "chore: x\n\nRelease-As: 3.0.0";
  expect(next([ask, "fix: y"], { "v1.3.0": 0 })).toBe("3.0.0 (major): 3.0.0, as 0000000 asks (Release-As).");
  expect(next([ask], { "v1.3.0": 0 }, { channel: "beta" })).toContain("3.0.0-beta.1");
  expect(next([ask], { "v1.3.0": 0, "v3.0.0-beta.1": 1 }, { channel: "beta" })).toContain("Nothing was committed since v3.0.0-beta.1.");
  expect(next([ask, `Revert "chore: x"\n\nThis reverts commit ${hashOf(1)}.`, "fix: y"], { "v1.3.0": 0 })).toContain("1.3.1");
});

test.each([
  ["1.3.0", "version-exists: 1.3.0 exists: v1.3.0 is 0000000."],
  ["2.0.0", "version-exists: 2.0.0 exists: v2.0.0 is 0000000, which this branch does not have."],
  ["1.2.9", "version-too-low: 1.2.9 is lower than v1.3.0, which this branch has."],
  ["1.3.0-rc.1", "version-too-low: 1.3.0-rc.1 is lower than v1.3.0, which this branch has."],
  ["1.4", 'version-invalid: "1.4" is no version.'],
  ["latest", 'version-invalid: "latest" is no version.'],
  ["v1.3.7", "1.3.7 (patch): 1.3.7, as it was asked for."],
])("%s is asked for after 1.3.0", (wanted, answer) => {
  expect(next([], { "v1.3.0": 0, "v2.0.0": null }, { wanted })).toBe(answer);
});

test("a wish on a channel is numbered, and has to be on it", () => {
  const places = { "v1.3.0": 0, "v2.0.0-beta.1": 1 };
  expect(next(["feat: x"], places, { wanted: "2.0.0", channel: "beta" })).toContain("2.0.0-beta.2 (major)");
  expect(next(["feat: x"], places, { wanted: "2.0.0-beta.5", channel: "beta" })).toContain("2.0.0-beta.5");
  expect(next(["feat: x"], places, { wanted: "2.0.0-rc.1", channel: "beta" })).toBe(
    "version-invalid: 2.0.0-rc.1 is not on the channel beta.",
  );
});

test("a version that another branch has made is not made again", () => {
  expect(next(["fix: x"], { "v1.3.0": 0, "v1.3.1": null })).toContain("version-exists: 1.3.1 exists");
});

import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { valueIn } from "../../../e2e/fixtures/deploy-shop.ts";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { commitAll, git, makeRepository } from "../../../e2e/fixtures/repository.ts";
import { arrivals, createAncestryReader, firstHolders, holdersOf, reachedFrom } from "./ancestry.ts";
import { createCommitGraph } from "./commit-graph.ts";
import { createHashTable } from "./hash-table.ts";

const hashOf = (number: number) => number.toString(16).padStart(40, "0");

test("a table numbers hashes in the order in which they came, and finds no other", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 200 }), fc.integer({ min: 0, max: 2_000 }), (picked, more) => {
      const table = createHashTable();
      const order: string[] = [];
      for (const hash of [...picked.map(hashOf), ...Array.from({ length: more }, (_, place) => hashOf(1_000 + place * 7))]) {
        if (!order.includes(hash)) order.push(hash);
        expect(table.add(hash)).toBe(order.indexOf(hash));
      }
      expect(order.map(table.find)).toEqual(order.map((_, place) => place));
      expect(order.map((_, place) => table.at(place))).toEqual(order);
      expect(table.find(hashOf(999_999))).toBe(-1);
    }),
    { numRuns: 15 },
  );
});

/** Any history in which commits build on earlier ones. */
const history = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 30 })
  .map((commits) => commits.map((picks, place) => (place === 0 ? [] : [...new Set(picks.map((pick) => pick % place))])));

test("who holds what, and with what it came, is what going through all parents says", () => {
  fc.assert(
    fc.property(history, fc.array(fc.nat(), { maxLength: 4 }), (parents, picks) => {
      const graph = createCommitGraph<never>();
      const places = parents.map((_, place) => place);
      for (const place of places.toReversed())
        graph.add({
          ...{ commit: hashOf(place), parents: (parents[place] ?? []).map(hashOf), committedAt: place, authoredAt: 0 },
          ...{ subject: "", note: null },
        });
      const before = (place: number): Set<number> => new Set([place, ...(parents[place] ?? []).flatMap((parent) => [...before(parent)])]);
      const tips = picks.map((pick) => pick % parents.length);
      const numbers = tips.map((place) => graph.find(hashOf(place)));
      const byPlace = (values: ArrayLike<number>) => places.map((place) => values[graph.find(hashOf(place))]);
      expect(byPlace(reachedFrom(graph, numbers))).toEqual(places.map((place) => Number(tips.some((tip) => before(tip).has(place)))));
      expect(byPlace(firstHolders(graph, numbers))).toEqual(places.map((place) => tips.findIndex((tip) => before(tip).has(place))));
      const [tip] = tips;
      const [picked = -1] = numbers;
      expect(byPlace(holdersOf(graph, picked))).toEqual(places.map((place) => Number(tip !== undefined && before(place).has(tip))));
      if (tip === undefined) return;
      const chain: number[] = [];
      for (let at: number | undefined = tip; at !== undefined; at = parents[at]?.[0]) chain.unshift(at);
      const came = byPlace(arrivals(graph, numbers.slice(0, 1))).map((number = -1) => (number === -1 ? null : graph.hashOf(number)));
      expect(came).toEqual(
        places.map((place) => chain.map((step) => (before(step).has(place) ? hashOf(step) : null)).find((step) => step !== null) ?? null),
      );
    }),
    { numRuns: 300 },
  );
});

const words = (message: string) => message.trim();

test("what is read on after branches moved is what is read at once", async () => {
  const place = temporaryFolder();
  onTestFinished(place.remove);
  const folder = makeRepository(join(place.folder, "shop"));
  const reader = createAncestryReader(words);
  const ask = (using: typeof reader) => using.read({ folder, trust: { isTrusted: false }, sinceMs: 0, also: [] });
  const seen = async (using: typeof reader) => {
    const { graph, tips } = valueIn(await ask(using));
    const reached = reachedFrom(graph, [...tips.commits.values()].map(graph.find));
    return [...graph.notes]
      .filter(([number]) => reached[number] === 1)
      .map(([number, note]) => [graph.hashOf(number), note, graph.parentsOf(number).map(graph.hashOf)])
      .sort();
  };
  await seen(reader);
  const steps: (() => void)[] = [
    () => void commitAll(folder, "feat: second #12\n\nbody", { "b.txt": "b" }),
    () => void git(folder, "switch", "--quiet", "-c", "topic", "HEAD~1"),
    () => void commitAll(folder, "fix: on topic", { "c.txt": "c" }),
    () => void git(folder, "switch", "--quiet", "main"),
    () => void git(folder, "merge", "--quiet", "--no-ff", "topic"),
    () => void git(folder, "tag", "-a", "v1", "-m", "one"),
    () => void git(folder, "branch", "-D", "topic"),
    () => void git(folder, "reset", "--quiet", "--hard", "HEAD~1"),
    () => void commitAll(folder, "fix: instead", { "d.txt": "d" }),
  ];
  for (const step of steps) {
    step();
    expect(await seen(reader)).toEqual(await seen(createAncestryReader(words)));
  }
  const lost = git(folder, "commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "on no branch");
  const { graph } = valueIn(await reader.read({ folder, trust: { isTrusted: false }, sinceMs: 0, also: [lost, hashOf(7)] }));
  expect([graph.isRead(graph.find(lost)), graph.find(hashOf(7))]).toEqual([true, -1]);
});

test("a repository without a commit has no ancestry, a folder without one says so", async () => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const reader = createAncestryReader(words);
  const ask = () => reader.read({ folder, trust: { isTrusted: false }, sinceMs: 0, also: [] });
  expect(await ask()).toMatchObject({ ok: false, failure: { code: "not-a-repository" } });
  git(folder, "init", "--quiet");
  expect(valueIn(await ask()).graph.size).toBe(0);
});

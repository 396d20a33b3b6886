import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createAncestryReader } from "../../electron/engine/ancestry/ancestry.ts";
import { createTurns } from "../../electron/engine/code/code.ts";
import { composeItem, noteOf, noValues } from "../../electron/engine/plan/plan.ts";
import { createLinkService } from "../../electron/engine/service/plan/links.ts";
import { createPlanService } from "../../electron/engine/service/plan/plans.ts";
import { openTestStore, write } from "../fixtures/history.ts";
import { type BenchRow, median, timeRow } from "./bench-row.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const itemCount = 10_000;
const coldRounds = 5;
const warmRounds = 25;
/** Parsing and laying out ten thousand cards costs some times what reading the bytes costs. */
const coldBar = 12;
/** Some 30 ms on the machine of the other figures, where reading all files bare takes 55. */
const warmBar = 0.55;
/** Git is asked anew what is not committed. */
const changedBar = 1.5;

/** The board of a large plan: for the first time, against reading its files bare, and again, with a file changed and with none. */
export function planBoard(): Promise<BenchRow[]> {
  return withTemporaryFolder(async (folder) => {
    const project = join(folder, "shop");
    const plan = join(project, ".millrace", "plan");
    mkdirSync(plan, { recursive: true });
    writeItems(plan);
    execFileSync("git", ["init", "--quiet"], { cwd: project });
    execFileSync("git", ["add", "--all"], { cwd: project });
    execFileSync("git", ["-c", "user.name=M", "-c", "user.email=m@example.org", "commit", "--quiet", "--message=plan"], { cwd: project });
    const store = openTestStore(join(folder, "data"));
    const { id } = write(store, ({ projects }) => projects.open(project, "shop", 1));
    const open = () =>
      createPlanService({
        ...{ store, turns: createTurns(), prompts: null, now: Date.now, onChange: () => {} },
        links: createLinkService(store, createAncestryReader(noteOf)),
      });
    const pairs: Pair[] = [];
    for (let round = 0; round < coldRounds; round += 1) {
      const bare = await timed(readBare);
      const service = open();
      pairs.push({ bare, ours: await timed(() => boardOf(service)) });
      service.close();
    }
    const service = open();
    await boardOf(service);
    const again = await paired(() => boardOf(service));
    const changed = await paired(async (round) => {
      const file = join(plan, `item-${round}.md`);
      writeFileSync(file, readFileSync(file, "utf8").replace("Fix part", "Mend part"));
      await boardOf(service);
    });
    service.close();
    store.close();
    const against = "against reading their files bare";
    return [
      rowOf(`board of ${itemCount} items, first time, ${against}`, pairs, coldBar),
      rowOf(`board of ${itemCount} items, again, ${against}`, again, warmBar),
      rowOf(`board of ${itemCount} items, one changed by hand, ${against}`, changed, changedBar),
    ];

    async function paired(action: (round: number) => Promise<void>): Promise<Pair[]> {
      const rounds: Pair[] = [];
      for (let round = 1; round <= warmRounds; round += 1)
        rounds.push({ bare: await timed(readBare), ours: await timed(() => action(round)) });
      return rounds;
    }

    function readBare(): number {
      return readdirSync(plan).reduce((sum, name) => sum + readFileSync(join(plan, name), "utf8").length, 0);
    }

    async function boardOf(from: ReturnType<typeof open>): Promise<void> {
      const board = await from.board({ projectId: id });
      if (!board.ok || board.value.items.length !== itemCount) throw new Error("The board was wrong.");
    }
  });
}

function writeItems(plan: string): void {
  const columns = ["Backlog", "Next", "Doing", "Done", "Released"];
  for (let number = 1; number <= itemCount; number += 1) {
    const file = join(plan, `item-${number}.md`);
    const text = composeItem({
      ...{
        ...noValues,
        number,
        title: `Fix part ${number}`,
        column: columns[number % columns.length] ?? "",
        rank: `i${number.toString(36)}i`,
      },
      ...{
        labels: ["bug", "window"],
        estimate: number % 8,
        assignee: "Ada Lovelace <ada@example.org>",
        createdAt: 1_700_000_000_000 + number,
      },
      description: "It fails behind a proxy.\n\n- [x] find out why\n- [ ] mend it\n\n".repeat(3),
    });
    writeFileSync(file, text);
    utimesSync(file, 1_700_000_000, 1_700_000_000);
  }
}

interface Pair {
  readonly bare: number;
  readonly ours: number;
}

function rowOf(name: string, pairs: readonly Pair[], bar: number): BenchRow {
  const [ours, bare] = [median(pairs.map((pair) => pair.ours)), median(pairs.map((pair) => pair.bare))];
  const ratio = median(pairs.map((pair) => pair.ours / pair.bare));
  return { ...timeRow(name, ours, bare, bar), ratio, isMet: ratio <= bar };
}

async function timed(action: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await action();
  return performance.now() - startedAt;
}

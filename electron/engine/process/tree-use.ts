import { listProcesses, type ProcessEntry } from "./process-table.ts";
import { readOutput } from "./read-output.ts";

/** What all processes of one tree use. */
export interface TreeUse {
  /** Processor time so far of those that are there, in milliseconds. */
  readonly cpuMs: number;
  readonly memoryBytes: number;
}

const msPerTick = 10;
const kibibyte = 1_024;
let page: Promise<number> | undefined;

function pageBytes(): Promise<number> {
  page ??= readOutput("getconf", ["PAGESIZE"]).then((text) => Number(text.trim()) || 4_096);
  return page;
}

/**
 * What the trees of these processes use, by the first one's id: all that descends from it or is still in its session.
 * Those that are gone are left out; empty on Windows.
 */
export async function measureTrees(firstIds: readonly number[]): Promise<ReadonlyMap<number, TreeUse>> {
  const [table, bytesPerPage] = await Promise.all([readTable(), process.platform === "linux" ? pageBytes() : kibibyte]);
  const children = Map.groupBy(table, ({ parentId }) => parentId);
  const sessions = Map.groupBy(table, ({ sessionId }) => sessionId);
  const uses = new Map<number, TreeUse>();
  for (const first of firstIds) {
    const tree = new Set((sessions.get(first) ?? []).concat(table.filter(({ id }) => id === first)));
    // A set tells those that are added while it is gone through, too.
    for (const { id } of tree) for (const child of children.get(id) ?? []) tree.add(child);
    if (tree.size === 0) continue;
    const alive = [...tree];
    uses.set(first, {
      cpuMs: alive.reduce((sum, { ticks }) => sum + ticks * msPerTick, 0),
      memoryBytes: alive.reduce((sum, { pages }) => sum + pages * bytesPerPage, 0),
    });
  }
  return uses;
}

async function readTable(): Promise<readonly Pick<ProcessEntry, "id" | "parentId" | "sessionId" | "ticks" | "pages">[]> {
  if (process.platform === "win32") return [];
  if (process.platform === "linux") return listProcesses().filter(({ isDead }) => !isDead);
  const lines = (await readOutput("ps", ["-axo", "pid=,ppid=,pgid=,rss=,time="])).split("\n");
  return lines.flatMap((line) => {
    const [id, parentId, groupId, kibibytes, time = ""] = line.trim().split(/\s+/);
    if (kibibytes === undefined) return [];
    const seconds = time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
    return [{ id: Number(id), parentId: Number(parentId), sessionId: Number(groupId), ticks: seconds * 100, pages: Number(kibibytes) }];
  });
}

import { secondMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import { measureTrees } from "../process/process.ts";
import { keepPacked } from "../series/series.ts";
import type { ServiceUse, Store } from "../store/store.ts";
import type { Ledger } from "./ledger.ts";
import type { HostMember } from "./member.ts";

/** What the upkeep works with. */
interface UpkeepParts {
  readonly store: Store;
  readonly now: Clock;
  readonly ledger: Ledger;
  readonly members: () => readonly HostMember[];
}

/** How often logs are indexed and looked at for their size, and every how many times what services use is measured. */
const tickMs = secondMs;
const ticksPerSample = 5;

/** Keeps logs indexed and small, and measures what services use. */
export class Upkeep {
  readonly #parts: UpkeepParts;
  readonly #timer: NodeJS.Timeout;
  readonly #stopPacking: () => void;
  #ticks = 0;
  #isAtWork = false;
  #canCut = true;

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.#tick(), tickMs);
    this.#stopPacking = keepPacked(parts.store, parts.now);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#stopPacking();
  }

  /** Brings to an end what the host before was at when it was killed. */
  recoverLog(member: HostMember): void {
    const rotated = member.log.recover();
    if (rotated !== null) this.#noteRotation(member, rotated.bytes);
  }

  removeOldLogs(member: HostMember): void {
    const { store, ledger } = this.#parts;
    const known = store.read(({ services }) => services.logs(member.id).map(({ id }) => Number(id.split(".")[1])));
    if (!known.ok) return;
    const removed = member.log.removeOld(known.value, member.plan.logsKept);
    if (removed.length > 0) ledger.change((services) => services.removeLogs(member.id, removed));
  }

  async #tick(): Promise<void> {
    this.#ticks += 1;
    // Who took our socket's file away has let another host begin: two must not read what services write.
    if (this.#isAtWork || !this.#parts.ledger.isHost()) return;
    this.#isAtWork = true;
    try {
      for (const member of this.#parts.members().filter(({ process }) => process !== null)) {
        while (member.log.look()) await new Promise((resolve) => setImmediate(resolve));
        if (member.log.bytes > member.plan.logBytes) await this.#rotate(member);
      }
      if (this.#ticks % ticksPerSample === 0) await this.#sample();
    } finally {
      this.#isAtWork = false;
    }
  }

  async #rotate(member: HostMember): Promise<void> {
    if (member.output !== null) return this.#noteRotation(member, member.output.rotate());
    // Who looks for a line that says that it is ready looks for it in this file.
    if (!this.#canCut || member.process === null || member.life.state === "starting") return;
    const rotation = member.log.rotate();
    member.rotating = rotation.then(() => {});
    const rotated = await rotation;
    member.rotating = null;
    if (rotated === "impossible") this.#canCut = false;
    else if (rotated !== "not now") this.#noteRotation(member, rotated.bytes);
  }

  #noteRotation(member: HostMember, bytes: number): void {
    const { ledger, now } = this.#parts;
    const at = now();
    ledger.change((services) => services.nextLog(member.id, bytes, at));
    this.removeOldLogs(member);
    ledger.flush();
  }

  async #sample(): Promise<void> {
    const { store, now, members } = this.#parts;
    const running = members().filter(({ process }) => process !== null);
    if (running.length === 0) return;
    const trees = await measureTrees(running.flatMap(({ process }) => process?.pid ?? []));
    const at = now();
    const uses = running.flatMap((member) => useOf(member, trees.get(member.process?.pid ?? 0), at) ?? []);
    // What cannot be written now is measured again soon.
    store.write(({ services, series }) => {
      services.noteUse(uses);
      series.add(uses.flatMap((use) => samplesOf(use, at)));
    });
  }
}

/** What a member uses now, by what it had used at the last look; of the first one, nothing is known of its share of a processor. */
function useOf(
  member: HostMember,
  tree: { readonly cpuMs: number; readonly memoryBytes: number } | undefined,
  at: number,
): ServiceUse | null {
  if (tree === undefined) return null;
  const { use, id, log } = member;
  member.use = { at, cpuMs: tree.cpuMs };
  // What has ended meanwhile takes its time with it.
  const cpuPercent = use === null || at <= use.at ? null : Math.max(0, ((tree.cpuMs - use.cpuMs) * 100) / (at - use.at));
  return { id, cpuPercent, memoryBytes: tree.memoryBytes, logBytes: log.bytes };
}

function samplesOf({ id, cpuPercent, memoryBytes }: ServiceUse, at: number) {
  const values = { cpu: cpuPercent, memory: memoryBytes };
  return Object.entries(values).flatMap(([what, value]) => (value === null ? [] : [{ series: `service/${id}/${what}`, at, value }]));
}

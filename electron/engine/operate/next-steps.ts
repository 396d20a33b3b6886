import type { StoredLife } from "../store/store.ts";
import { hasProcess, isDone } from "./life.ts";
import { type Needy, neededBy, needing } from "./order.ts";

/** A service among the others. */
export interface Member extends Needy {
  readonly life: Pick<StoredLife, "state" | "isWanted" | "ending">;
}

/** What may be done now, by name. */
export interface NextSteps {
  readonly start: readonly string[];
  readonly stop: readonly string[];
  /** Why services that wait may not be started yet. */
  readonly held: ReadonlyMap<string, string>;
}

/** What may be done now: nothing starts before what it needs is ready, and nothing ends before what needs it and ends, too. */
export function nextSteps(members: readonly Member[]): NextSteps {
  const byName = new Map(members.map((member) => [member.name, member]));
  const held = new Map<string, string>();
  const start: string[] = [];
  const stop: string[] = [];
  for (const { name, needs, life } of members) {
    if (life.state === "waiting") {
      const missing = needs.filter((need) => !isServed(byName.get(need)));
      if (missing.length === 0) start.push(name);
      else held.set(name, `waits for ${missing.map((need) => missingWords(need, byName.get(need))).join(", ")}`);
    } else if (hasProcess(life) && life.state !== "stopping" && life.ending !== null) {
      if (life.ending === "fail" || !isNeededByEnding(name, members)) stop.push(name);
    }
  }
  return { start, stop, held };
}

function isServed(need: Member | undefined): boolean {
  return need !== undefined && ((need.life.state === "ready" && need.life.ending === null) || isDone(need.life));
}

function missingWords(name: string, member: Member | undefined): string {
  if (member?.life.state === "given-up") return `${name}, which was given up`;
  return member === undefined || member.life.state === "stopped" ? `${name}, which is stopped` : name;
}

/** The file may have turned a need around since one of two was started: then neither waits for the other. */
function isNeededByEnding(name: string, members: readonly Member[]): boolean {
  const [later, earlier] = [needing(members, new Set([name])), neededBy(members, new Set([name]))];
  return members.some((member) => {
    const { life } = member;
    return later.has(member.name) && !earlier.has(member.name) && hasProcess(life) && life.ending !== null;
  });
}

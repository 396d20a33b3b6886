import type { Passport } from "./contract/passports.ts";
import { countOf, withThousands } from "./counts.ts";
import type { Look } from "./stage-groups.ts";
import { isTerminal } from "./status.ts";
import { formatDuration } from "./time.ts";

/** How a phase stands, in a picture and a sentence. */
export interface PhaseStanding {
  readonly look: Look | "none";
  readonly words: string;
}

const none = (words: string): PhaseStanding => ({ look: "none", words });

/** Whether items of the plan name the commit. */
export function planStanding({ items }: Passport): PhaseStanding {
  if (items.length === 0) return none("No item names it.");
  return { look: "passed", words: items.length === 1 ? "For one item." : `For ${items.length} items.` };
}

/** What it changed, and whether that still stands. */
export function codeStanding({ files, revertedBy }: Passport): PhaseStanding {
  const changed = files.count === 0 ? "Changes no file." : `${countOf(files.count, "file")}, +${files.added} −${files.removed}.`;
  return revertedBy.length > 0 ? { look: "failed", words: `${changed} Taken back.` } : { look: "passed", words: changed };
}

/** Its runs of the pipeline: what hooks ran and what deployed it is told elsewhere. */
export function buildsOf({ runs }: Pick<Passport, "runs">): Passport["runs"] {
  return runs.filter(({ isHook, trigger }) => !isHook && trigger !== "deploy" && trigger !== "runbook");
}

/** How its runs went: the newest of the whole pipeline decides, else the newest. */
export function buildStanding(passport: Pick<Passport, "runs">): PhaseStanding {
  const built = buildsOf(passport);
  const last = built.find(({ isWhole, isSameTree, status }) => isWhole && isSameTree && isTerminal(status)) ?? built[0];
  if (last === undefined) return none("Nothing has run on it.");
  const words = `${countOf(built.length, "run")}, ${last.isWhole ? "the whole pipeline" : "the last"} ${last.status}.`;
  return { look: last.status, words: last.isSameTree ? words : `${words} Not on its very files.` };
}

/** How its tests went. */
export function testStanding({ tests }: Passport): PhaseStanding {
  if (tests === null) return none("No report of tests was read.");
  const { passed, failed, skipped, newlyFailingCount } = tests;
  const parts = [
    failed > 0 ? `${withThousands(failed)} failed` : "",
    `${withThousands(passed)} passed`,
    skipped > 0 ? `${skipped} skipped` : "",
  ];
  const news =
    newlyFailingCount === 0 ? "" : ` ${newlyFailingCount === failed ? "All" : withThousands(newlyFailingCount)} of the failures are new.`;
  return { look: failed > 0 ? "failed" : "passed", words: `${parts.filter((part) => part !== "").join(", ")}.${news}` };
}

/** Whether it came out. */
export function releaseStanding({ release }: Passport): PhaseStanding {
  if (release === null) return none("Not released yet.");
  const later =
    release.laterReleases === 0
      ? ""
      : ` ${countOf(release.laterReleases, "later release")} ${release.laterReleases === 1 ? "has" : "have"} it, too.`;
  return { look: "passed", words: `Came out in ${release.version}.${later}` };
}

/** Where it serves. */
export function deployStanding({ environments }: Passport): PhaseStanding {
  const there = environments.filter(({ isThere }) => isThere === true).map(({ environment }) => environment);
  const gone = environments.filter(({ rolledBackBy }) => rolledBackBy !== null).map(({ environment }) => environment);
  const words = [there.length > 0 ? `Serves in ${there.join(", ")}.` : "", gone.length > 0 ? `Taken away from ${gone.join(", ")}.` : ""];
  const text = words.filter((word) => word !== "").join(" ");
  if (gone.length > 0) return { look: "failed", words: text };
  if (there.length > 0) return { look: "passed", words: text };
  if (environments.length === 0) return none("There is no environment to go to.");
  return none(environments.some(({ deploymentId }) => deploymentId !== null) ? "Serves nowhere any more." : "Not deployed yet.");
}

/** What broke after it. */
export function operateStanding({ incidents, environments }: Passport): PhaseStanding {
  if (incidents.length > 0) {
    const open = incidents.filter(({ state }) => state !== "resolved").length;
    const words = `${countOf(incidents.length, "incident")} began after it${open === 0 ? ", all over" : ""}.`;
    return { look: open === 0 ? "waiting" : "failed", words };
  }
  return environments.some(({ deploymentId }) => deploymentId !== null)
    ? { look: "passed", words: "No incident began after it." }
    : none("It has not served, so nothing could break.");
}

/** What alarms said after it. */
export function monitorStanding({ alerts, environments }: Passport): PhaseStanding {
  if (alerts.length > 0) {
    const holding = alerts.filter(({ recoveredAt }) => recoveredAt === null).length;
    return {
      look: holding > 0 ? "failed" : "waiting",
      words: `${countOf(alerts.length, "alarm")} began after it${holding > 0 ? `, ${holding} still on` : ", all over"}.`,
    };
  }
  return environments.some(({ deploymentId }) => deploymentId !== null)
    ? { look: "passed", words: "No alarm began after it." }
    : none("Nothing of it was watched yet.");
}

/** How long a commit took to where it serves. */
export function leadWords(leadMs: number | null): string {
  return leadMs === null ? "" : `${formatDuration(leadMs)} after it was written`;
}

import type { Service } from "../../../../shared/contract/services.ts";
import { lookOfService, needsLook, servicesSummary, serviceWord, worstServices } from "../../../../shared/service-look.ts";
import type { PhaseSummary } from "../board-model.ts";

/**
 * What the ribbon says of operating: the service that a person should look at; else, where no stage operates, how many are
 * ready. Stages of the phase speak for themselves otherwise.
 */
export function withServices(summary: PhaseSummary, services: readonly Service[]): PhaseSummary {
  if (summary.phase !== "operate") return summary;
  const stageCount = summary.stageCount + services.length;
  const worst = worstServices(services);
  const [first] = worst;
  if (first === undefined) return summary;
  const look = lookOfService(first);
  const status = look === "none" || look === "allowed" ? null : look;
  if (!needsLook(first)) {
    if (summary.stageCount > 0) return summary;
    return { phase: "operate", status, stageCount, fact: { stage: "", words: servicesSummary(services), rest: "" } };
  }
  const word = serviceWord(first).toLowerCase();
  const fact = worst.length === 1 ? { stage: first.name, words: word } : { stage: "", words: `${worst.length} ${word}` };
  const ready = services.filter(({ state }) => state === "ready").length;
  return { phase: "operate", status, stageCount, fact: { ...fact, rest: ready === 0 ? "" : `, ${ready} ready` } };
}

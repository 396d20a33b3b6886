import type { StageHistory } from "../../../shared/contract/pipelines.ts";
import type { PipelineStage } from "../../../shared/contract/schemas.ts";
import { type Phase, phases } from "../../../shared/pipeline/phases.ts";
import type { Look } from "../../../shared/stage-groups.ts";
import { merge, type Status } from "../../../shared/status.ts";
import { becauseWords, type Card, cardLook, lookOfHistory } from "./card/card-words.ts";

/** One of the eight columns. */
export interface Column {
  readonly phase: Phase;
  readonly cards: readonly Card[];
}

/**
 * Stages by phase, in the pipeline's order. Always all eight phases. Columns and cards in which nothing differs from
 * those of `before` are the same objects, so that only the others are drawn again.
 */
export function buildColumns(
  stages: readonly PipelineStage[],
  histories: ReadonlyMap<string, StageHistory>,
  before: readonly Column[] = [],
): Column[] {
  const byPhase = new Map<Phase, Card[]>(phases.map((phase) => [phase, []]));
  const known = new Map(before.map(({ phase, cards }) => [phase, cards]));
  const statusOf = (name: string) => lookOfHistory(histories.get(name));
  for (const stage of stages) {
    const history = histories.get(stage.name) ?? null;
    const because = becauseWords(stage, history?.latest ?? null, statusOf);
    const cards = byPhase.get(stage.phase);
    const past = known.get(stage.phase)?.[cards?.length ?? 0];
    const isSame = past?.stage === stage && past.history === history && past.because === because;
    cards?.push(isSame ? past : { stage, history, because });
  }
  return phases.map((phase, index) => {
    const cards = byPhase.get(phase) ?? [];
    const past = before[index];
    const isSame = past?.cards.length === cards.length && cards.every((card, row) => card === past.cards[row]);
    return isSame ? past : { phase, cards };
  });
}

/** What the board may be narrowed to. */
export interface BoardFilter {
  /** Part of a stage's name or of a command, in any case. */
  readonly text: string;
  readonly state: "all" | "failed" | "running" | "waiting" | "not-run";
}

export const noFilter: BoardFilter = { text: "", state: "all" };

/** Whether a filter leaves anything out. */
export function isFiltered(filter: BoardFilter): boolean {
  return filter.text.trim() !== "" || filter.state !== "all";
}

/** The columns with only the cards that pass the filter. */
export function filterColumns(columns: readonly Column[], filter: BoardFilter): readonly Column[] {
  if (!isFiltered(filter)) return columns;
  return columns.map((column) => ({ phase: column.phase, cards: column.cards.filter((card) => matches(card, filter)) }));
}

function matches(card: Card, filter: BoardFilter): boolean {
  const text = filter.text.trim().toLowerCase();
  const inText =
    text === "" ||
    card.stage.name.toLowerCase().includes(text) ||
    card.stage.commands.some((command) => command.toLowerCase().includes(text));
  if (!inText) return false;
  const status = cardLook(card);
  switch (filter.state) {
    case "all":
      return true;
    case "failed":
      return status !== null && isTrouble(status);
    case "running":
      return status !== null && isUnderWay(status);
    case "waiting":
      return status === "waiting";
    case "not-run":
      return status === null;
  }
}

const troubles: readonly Look[] = ["failed", "errored", "interrupted"];

/** Ended in a way that somebody has to look at. */
function isTrouble(status: Look): boolean {
  return troubles.includes(status);
}

/** Has begun and not ended. */
export function isUnderWay(status: Look): boolean {
  return status === "running" || status === "canceling";
}

/** What the ribbon says of one phase. */
export interface PhaseSummary {
  readonly phase: Phase;
  /** `null` without stages, and while none of them ever ran. */
  readonly status: Status | null;
  readonly stageCount: number;
  /** The one fact that explains the status. */
  readonly fact: PhaseFact;
}

/** `unit`, `failed` and `, 2 passed`: apart, because they are not worth the same where there is little room. */
export interface PhaseFact {
  /** The stage that it is about; empty when it is about several. */
  readonly stage: string;
  readonly words: string;
  /** What the others are; may be empty. */
  readonly rest: string;
}

/** A fact in one piece. */
export function factText({ stage, words, rest }: PhaseFact): string {
  return `${stage}${stage === "" ? "" : " "}${words}${rest}`;
}

/** Each phase's worst state and the fact that explains it. */
export function summarizePhase(column: Column): PhaseSummary {
  const { phase, cards } = column;
  if (cards.length === 0) return { phase, status: null, stageCount: 0, fact: about("nothing yet") };
  const known = cards.flatMap((card) => conclusionOfCard(card) ?? []);
  const status = worstOf(known);
  if (status === null) return { phase, status, stageCount: cards.length, fact: about(`${cards.length} not run yet`) };
  return { phase, status, stageCount: cards.length, fact: factOf(cards, known, status) };
}

/** An allowed failure counts as what it counts as for the run. */
function conclusionOfCard(card: Card): Status | null {
  const look = cardLook(card);
  return look === "allowed" ? "passed" : look;
}

/**
 * A phase in which something already broke is broken, however much of it still runs: waiting for the rest to end
 * would hide the one thing that needs a look. The same goes for what waits for a person. Otherwise the usual order of
 * `merge` holds.
 */
function worstOf(statuses: readonly Status[]): Status | null {
  const trouble = merge(statuses.filter(isTrouble));
  return trouble ?? (statuses.includes("waiting") ? "waiting" : merge(statuses));
}

function about(words: string): PhaseFact {
  return { stage: "", words, rest: "" };
}

function factOf(cards: readonly Card[], known: readonly Status[], status: Status): PhaseFact {
  const allowed = cards.filter((card) => cardLook(card) === "allowed");
  if (status === "passed" && allowed.length > 0) {
    return lead(allowed, "failed, allowed");
  }
  const first = cards.filter((card) => conclusionOfCard(card) === status);
  if (first.length === cards.length && cards.length > 1) return about(`${cards.length} stages ${wordOf(status, cards.length)}`);
  const fact = lead(first, wordOf(status, first.length));
  // What was not run explains nothing beside something that was.
  const others = known.filter((other) => other !== status && other !== "skipped");
  const next = worstOf(others);
  if (next === null || status === "waiting") return fact;
  return { ...fact, rest: `, ${others.filter((other) => other === next).length} ${wordOf(next, 1)}` };
}

function lead(cards: readonly Card[], word: string): PhaseFact {
  const [first] = cards;
  return cards.length === 1 && first !== undefined ? { ...about(word), stage: first.stage.name } : about(`${cards.length} ${word}`);
}

function wordOf(status: Status, count: number): string {
  if (status === "waiting") return count === 1 ? "waits for approval" : "wait for approval";
  return status;
}

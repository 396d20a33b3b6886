import type { PlannedStage, PlannedStep } from "../../../shared/pipeline/plan.ts";
import { type Failure, ok, type Result } from "../../../shared/result.ts";
import { isTerminal, merge } from "../../../shared/status.ts";
import type { Store, Tables } from "../store/store.ts";
import { type FindVariants, needFacts, needVariables } from "./needs.ts";
import type { MomentFacts, RunConditions } from "./run-conditions.ts";
import type { RunRecord } from "./run-record.ts";
import { type RunRequest, type StageBefore, type StagesBefore, stagesBefore } from "./run-request.ts";
import { createSchedule, type Schedule } from "./scheduler.ts";
import { canceled, isFailure, type Verdict } from "./verdict.ts";

/** What became of a stage that was asked for: it may start, it waits for a person, or it ends without having started. */
type Answer = { readonly kind: "allowed" } | { readonly kind: "waiting" } | { readonly kind: "ended"; readonly verdict: Verdict };

const allowed: Answer = { kind: "allowed" };

/** Everything that is asked about the stages of a run before they start: conditions, people, and what their needs told. */
export class RunQuestions {
  readonly #stages: readonly PlannedStage[];
  readonly #before: StagesBefore;
  readonly #store: Store;
  readonly #record: RunRecord;
  readonly #schedule: Schedule;
  readonly #conditions: RunConditions;
  readonly #placesByName: ReadonlyMap<string, readonly number[]>;
  /** Stages that wait for a person. */
  readonly #waiting = new Set<number>();

  constructor(
    { stages, before }: Pick<RunRequest, "stages" | "before">,
    store: Store,
    record: RunRecord,
    schedule: Schedule,
    conditions: RunConditions,
  ) {
    this.#stages = stages;
    this.#before = before;
    this.#store = store;
    this.#record = record;
    this.#schedule = schedule;
    this.#conditions = conditions;
    this.#placesByName = Map.groupBy(stages.keys(), (place) => stages[place]?.name ?? "");
    for (const place of stages.keys()) if (record.statusOf(place) === "waiting") this.#waiting.add(place);
  }

  /** How many stages wait for a person. */
  get waitingCount(): number {
    this.#forgetEnded();
    return this.#waiting.size;
  }

  variantsOf(name: string): readonly number[] {
    return this.#placesByName.get(name) ?? [];
  }

  /**
   * Asks for stages whose needs have ended, and takes what people have answered. Each answer may make others due; `end` is
   * told of stages that end without having started. `isCanceled`: the run has been told to stop.
   */
  askAndAnswer(isCanceled: boolean, end: (place: number, verdict: Verdict) => void): void {
    const follow = (place: number, answer: Answer) => {
      if (answer.kind === "allowed") this.#schedule.allow(place);
      else if (answer.kind === "ended") end(place, answer.verdict);
    };
    this.#askDue(isCanceled, follow);
    for (const { place, answer } of this.#takeAnswers()) {
      // The answer before may have ended it.
      if (isTerminal(this.#record.statusOf(place))) continue;
      if (answer.kind === "allowed") this.#record.changeStage(place, { type: "resume" });
      follow(place, answer);
    }
    this.#askDue(isCanceled, follow);
  }

  #askDue(isCanceled: boolean, follow: (place: number, answer: Answer) => void): void {
    for (let due = this.#schedule.takeAsked(); due.length > 0; due = this.#schedule.takeAsked()) {
      for (const place of due) {
        const stage = this.#stages[place];
        if (stage !== undefined && !isTerminal(this.#record.statusOf(place))) follow(place, this.#ask(place, stage, isCanceled));
      }
    }
  }

  #ask(place: number, stage: PlannedStage, isCanceled: boolean): Answer {
    if (this.#waiting.has(place)) return { kind: "waiting" };
    if (this.#conditions.has(place)) {
      const met = this.#conditions.ask(place, this.momentOf(place, stage, isCanceled));
      if (!met.ok) return ended({ status: "errored", reason: "condition-failed", detail: met.failure.message });
      const missing = this.#conditions.missingNeeds(place);
      const without =
        missing.length === 0
          ? ""
          : ` This run is without ${missing.join(" and ")}, which ${missing.length === 1 ? "counts" : "count"} as skipped.`;
      const detail = `Its condition is not met: ${stage.condition}.${without}`;
      if (!met.value) return ended({ status: "skipped", reason: "condition-false", detail });
    }
    if (stage.approval === null) return allowed;
    // Nobody is asked about a run that was given up.
    if (isCanceled) return ended(canceled);
    this.#record.ask(place, stage.approval);
    this.#waiting.add(place);
    return { kind: "waiting" };
  }

  /** What people have answered since the last look. Nothing while the history cannot be read. */
  #takeAnswers(): { readonly place: number; readonly answer: Answer }[] {
    this.#forgetEnded();
    const places = [...this.#waiting];
    if (places.length === 0 || !this.#record.isSaved) return [];
    const read = this.#store.read(({ approvals }) => places.map((place) => approvals.get(this.#record.idOf(place))));
    if (!read.ok) return [];
    return places.flatMap((place, index) => {
      const approval = read.value[index] ?? null;
      if (approval === null || approval.decision === null) return [];
      this.#waiting.delete(place);
      if (approval.decision === "granted") return [{ place, answer: allowed }];
      const detail = `Denied by ${approval.person}${approval.comment === "" ? "." : `: ${approval.comment}`}`;
      return [{ place, answer: ended({ status: "failed", reason: "approval-denied", detail }) }];
    });
  }

  /** Whether somebody has answered; asked within the transaction that leaves the run without a host. */
  hasAnswer({ approvals }: Tables): boolean {
    return [...this.#waiting].some((place) => approvals.get(this.#record.idOf(place))?.decision != null);
  }

  /** The variables in which a stage finds what its needs have told. */
  variablesFor(stage: PlannedStage): Record<string, string> {
    const before = stagesBefore(this.#before, stage.name);
    return this.#record.hasOutputs || before.length > 0 ? needVariables(withNeeds(stage, before), this.#finder(before)) : {};
  }

  /** How the conditions of a stage's steps are answered; `null` when it has none. `isCanceled` is asked each time. */
  stepAsker(place: number, stage: PlannedStage, isCanceled: () => boolean) {
    if (!this.#conditions.hasSteps(place)) return null;
    return (step: PlannedStep, { hasFailed }: { readonly hasFailed: boolean }): Result<boolean, Failure> => {
      if (step.condition === null) return ok(!hasFailed);
      const facts = this.momentOf(place, stage, isCanceled());
      return this.#conditions.askStep(place, step, { ...facts, hasSucceeded: !hasFailed && !facts.isCanceled, hasFailed });
    };
  }

  /** What the conditions of a stage and its steps may ask now. `isCanceled`: the run has been told to stop. */
  momentOf(place: number, stage: PlannedStage, isCanceled: boolean): MomentFacts {
    const earlier = stagesBefore(this.#before, stage.name);
    const before = [
      ...this.#schedule.before(place).map((variants) => variants.map((other) => this.#record.conclusionAt(other))),
      ...earlier.map(({ ends }) => ends.map(({ conclusion }) => conclusion)),
    ];
    return {
      needs: needFacts(withNeeds(stage, earlier), this.#finder(earlier)),
      hasSucceeded: !isCanceled && before.every((variants) => merge(variants) === "passed"),
      hasFailed: before.flat().some(isFailure),
      isCanceled,
    };
  }

  /** Looks needs up among the stages of the run, and then among those that only an earlier run had. */
  #finder(before: readonly StageBefore[]): FindVariants {
    return (name) =>
      before.find((stage) => stage.name === name)?.ends ??
      this.variantsOf(name).map((place) => ({
        status: this.#record.statusOf(place),
        conclusion: this.#record.conclusionAt(place),
        outputs: this.#record.outputsOf(place),
      }));
  }

  #forgetEnded(): void {
    for (const place of this.#waiting) if (isTerminal(this.#record.statusOf(place))) this.#waiting.delete(place);
  }
}

/** The schedule of a run's stages: those that have a condition or a question must be asked for, those that have ended have. */
export function scheduleFor(stages: readonly PlannedStage[], conditions: RunConditions, record: RunRecord): Schedule {
  const schedule = createSchedule(
    stages.map(({ name, needs, maxParallel, approval }, place) => {
      const isAsked = approval !== null || conditions.has(place);
      return { name, needs, maxParallel, isAsked, isPatient: conditions.isPatient(place) };
    }),
  );
  for (const place of stages.keys()) if (isTerminal(record.statusOf(place))) schedule.finish(place, record.endKindAt(place));
  return schedule;
}

/** The names of all that a stage needs: in its run, and in the earlier one. */
function withNeeds({ needs }: PlannedStage, before: readonly StageBefore[]): { readonly needs: readonly string[] } {
  return { needs: [...needs, ...before.filter(({ isNeeded }) => isNeeded).map(({ name }) => name)] };
}

function ended(verdict: Verdict): Answer {
  return { kind: "ended", verdict };
}

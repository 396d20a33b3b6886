import fc from "fast-check";
import { expect, test } from "vitest";
import { type PlannedService, planService } from "../../../shared/pipeline/planned-service.ts";
import type { StoredLife } from "../store/store.ts";
import { backoffMs, hasProcess, isDone, type LifeEvent, live, newLife, type ServiceEnd } from "./life.ts";
import { nextSteps } from "./next-steps.ts";

/*
 * Projects of services under a host that does what `nextSteps` says, while persons and programs do what they like.
 */

/** A service of the model: its life, and the process that the host would hold. */
interface Modelled {
  readonly plan: PlannedService;
  life: StoredLife;
  /** How many processes it has: never more than one. */
  processes: number;
  /** When restarts happened that nobody asked for, since a person started it. */
  waits: number[];
  inRow: number;
}

type Move =
  | { readonly kind: "person"; readonly service: number; readonly what: "start" | "stop" | "restart" }
  | { readonly kind: "program"; readonly service: number; readonly what: "ready" | "late" | "good" | "bad" }
  | { readonly kind: "end"; readonly service: number; readonly end: ServiceEnd }
  | { readonly kind: "time"; readonly ms: number };

const service = fc.nat({ max: 5 });
const ends: fc.Arbitrary<ServiceEnd> = fc.oneof(
  fc.integer({ min: 0, max: 2 }).map((exitCode): ServiceEnd => ({ kind: "exited", exitCode })),
  fc.constant<ServiceEnd>({ kind: "signaled", signal: "SIGKILL" }),
  fc.constant<ServiceEnd>({ kind: "unseen" }),
);
const moves: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ kind: fc.constant("person" as const), service, what: fc.constantFrom("start", "stop", "restart") }),
  fc.record({ kind: fc.constant("program" as const), service, what: fc.constantFrom("ready", "late", "good", "bad") }),
  fc.record({ kind: fc.constant("end" as const), service, end: ends }),
  fc.record({ kind: fc.constant("time" as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
);

/** Services need only such as come before them, so that there is no circle. */
const projects = fc.array(
  fc.record({
    needs: fc.array(fc.nat({ max: 5 }), { maxLength: 3 }),
    policy: fc.constantFrom("always" as const, "on-failure" as const, "never" as const),
    attempts: fc.integer({ min: 1, max: 4 }),
    hasPort: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

function planOf(
  place: number,
  { needs, policy, attempts, hasPort }: { needs: number[]; policy: "always" | "on-failure" | "never"; attempts: number; hasPort: boolean },
) {
  return planService(`s${place}`, {
    run: "true",
    needs: [...new Set(needs.filter((need) => need < place))].map((need) => `s${need}`),
    restart: { policy, attempts, backoff: "1s", most: "5s", reset: "30s" },
    live: { run: "true", failures: 2 },
    ...(hasPort ? { port: 8080 } : {}),
  });
}

class Host {
  now = 1_000;
  readonly services: Modelled[];

  constructor(plans: readonly PlannedService[]) {
    this.services = plans.map((plan) => ({ plan, life: newLife(0), processes: 0, waits: [], inRow: 0 }));
  }

  tell(one: Modelled, event: LifeEvent): void {
    const before = one.life;
    one.life = live(before, event, one.plan, this.now);
    if (one.life.state === "backing-off" && before.state !== "backing-off") this.checkBackoff(one, before);
    expect(hasProcess(one.life), `${one.plan.name} ${before.state} ${event.type} ${one.life.state}`).toBe(one.processes === 1);
  }

  /** The wait is exactly that of the restarts in a row, of which a long time that it ran makes none. */
  checkBackoff(one: Modelled, before: StoredLife): void {
    const { restart } = one.plan;
    if (before.startedAt !== null && this.now - before.startedAt >= restart.resetMs) one.inRow = 0;
    expect(one.life.nextStartAt).toBe(this.now + backoffMs(restart, one.inRow));
    one.inRow += 1;
    expect(one.inRow).toBeLessThanOrEqual(restart.attempts);
  }

  /** Does all that may be done now, as the host does. */
  settle(): void {
    for (;;) {
      for (const one of this.services) this.tell(one, { type: "due" });
      const steps = nextSteps(this.services.map(({ plan, life }) => ({ name: plan.name, needs: plan.needs, life })));
      const named = (name: string) => this.services.find(({ plan }) => plan.name === name) as Modelled;
      for (const one of steps.stop.map(named)) {
        const dependents = this.services.filter(({ plan }) => plan.needs.includes(one.plan.name));
        if (one.life.ending !== "fail")
          expect(dependents.filter((other) => other.processes === 1 && other.life.ending !== null)).toEqual([]);
        this.tell(one, { type: "stop" });
      }
      for (const one of steps.start.map(named)) {
        // Never before what it needs is ready, or has done its work.
        const needs = one.plan.needs.map(named);
        for (const need of needs) expect(need.life.state === "ready" || isDone(need.life)).toBe(true);
        expect(one.processes).toBe(0);
        one.processes += 1;
        this.tell(one, { type: "start" });
        if (one.plan.ready === null) this.tell(one, { type: "ready" });
      }
      if (steps.stop.length + steps.start.length === 0) return;
    }
  }

  end(one: Modelled, end: ServiceEnd): void {
    if (one.processes === 0) return;
    one.processes = 0;
    this.tell(one, { type: "end", end });
  }

  move(move: Move): void {
    if (move.kind === "time") this.now += move.ms;
    const one = move.kind === "time" ? undefined : this.services[move.service];
    if (one !== undefined && move.kind === "person") {
      if (move.what !== "stop") one.inRow = move.what === "restart" || !hasProcess(one.life) || one.life.ending !== null ? 0 : one.inRow;
      this.tell(one, move.what === "stop" ? { type: "unwant" } : { type: "want", isRestart: move.what === "restart" });
    } else if (one !== undefined && move.kind === "program") {
      if (move.what === "ready" || move.what === "late") this.tell(one, { type: move.what });
      else this.tell(one, { type: "answer", isGood: move.what === "good", detail: "503" });
    } else if (one !== undefined && move.kind === "end") this.end(one, move.end);
    this.settle();
  }
}

test("nothing starts before what it needs, no service has two processes, waits are exact, and it is given up as said", () => {
  fc.assert(
    fc.property(projects, fc.array(moves, { maxLength: 80 }), (described, made) => {
      const host = new Host(described.map((one, place) => planOf(place, one)));
      for (const move of made) host.move(move);
    }),
    { numRuns: 500 },
  );
});

test("stop always ends it, whatever went before: when the processes have ended that were asked to, nothing is left and nothing starts again", () => {
  fc.assert(
    fc.property(projects, fc.array(moves, { maxLength: 60 }), ends, (described, made, end) => {
      const host = new Host(described.map((one, place) => planOf(place, one)));
      for (const move of made) host.move(move);
      for (const one of host.services) host.tell(one, { type: "unwant" });
      host.settle();
      for (let round = 0; round < host.services.length; round += 1) {
        for (const one of host.services.filter(({ life }) => life.state === "stopping")) host.end(one, end);
        host.settle();
      }
      host.now += 1_000_000;
      host.settle();
      expect(host.services.map(({ life, processes }) => [life.state, processes])).toEqual(host.services.map(() => ["stopped", 0]));
    }),
    { numRuns: 500 },
  );
});

test("a program that always fails is started again after 1 s, 2 s, 4 s … up to the longest wait, and then given up", () => {
  const plan = planService("web", { run: "false", restart: { policy: "always", attempts: 6, backoff: "1s", most: "10s" } });
  let life = live(newLife(0), { type: "want", isRestart: false }, plan, 0);
  const waits: number[] = [];
  for (let now = 0; life.state === "waiting"; ) {
    life = live(live(life, { type: "start" }, plan, now), { type: "end", end: { kind: "exited", exitCode: 1 } }, plan, now);
    if (life.nextStartAt === null) break;
    waits.push(life.nextStartAt - now);
    expect(live(life, { type: "due" }, plan, life.nextStartAt - 1)).toBe(life);
    now = life.nextStartAt;
    life = live(life, { type: "due" }, plan, now);
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  expect(life).toMatchObject({ state: "given-up", detail: "ended with exit code 1; given up after 6 restarts in a row", restarts: 6 });
});

import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { environmentOf } from "../../../e2e/fixtures/deployment.ts";
import { newRun, openTestStore, plannedStage, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { addRelease } from "../../../e2e/fixtures/releases.ts";
import { type IncidentId, monitorId, type ProjectId, type ReleaseId } from "../../../shared/ids.ts";
import { observe } from "../alert/alert.ts";
import { createIncidentService } from "../service/operate/incidents.ts";
import type { Store, Tables } from "../store/store.ts";
import { noteDeployment } from "./inbox.ts";

/*
 * What deployments, monitors and incidents mean for the inbox, with the process ended between and within: each round's
 * entries are held against what happened.
 */

let folder: string;
let remove: () => void;
let store: Store;

beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  store = openTestStore(folder);
});

afterEach(() => {
  store.close();
  remove();
});

/** What an entry comes to. */
interface Expected {
  readonly isOpen: boolean;
  readonly times: number;
  readonly since: number;
}

const fates = fc.constantFrom("kept" as const, "kept" as const, "killed" as const, "restarted" as const);

/** Does it as a process does that is killed in the middle, and again as the next one; or ends the process after it. */
function happen(fate: "kept" | "killed" | "restarted", action: (tables: Tables) => void): void {
  if (fate === "killed") {
    const killed = () =>
      store.write((tables) => {
        action(tables);
        throw new Error("killed");
      });
    expect(killed).toThrow("killed");
  }
  write(store, action);
  if (fate !== "restarted") return;
  store.close();
  store = openTestStore(folder);
}

function entriesOf(project: ProjectId, kind: string): Map<string, Expected> {
  const entries = write(store, ({ inbox }) => inbox.list({ projectId: project, which: "all", before: null }, 0, 500));
  return new Map(
    entries
      .filter((entry) => entry.kind === kind)
      .map(({ key, endedAt, times, since }) => [key, { isOpen: endedAt === null, times, since }]),
  );
}

function broken(known: Expected | undefined, at: number): Expected {
  return known?.isOpen ? { ...known, times: known.times + 1 } : { isOpen: true, times: 1, since: at };
}

let round = 0;
function newProject(): ProjectId {
  round += 1;
  return write(store, ({ projects }) => projects.open(`/work/${round}`, "shop", 1)).id;
}

test("an environment is broken by what failed, was rolled back or was lost, and whole by what was deployed; what is lost is settled once", () => {
  const deploymentsArbitrary = fc.array(
    fc.record({
      environment: fc.constantFrom("staging", "production"),
      end: fc.constantFrom("deployed", "failed", "rolled-back", "canceled", "lost") as fc.Arbitrary<
        "deployed" | "failed" | "rolled-back" | "canceled" | "lost"
      >,
      settled: fc.constantFrom("deployed", "failed") as fc.Arbitrary<"deployed" | "failed">,
      fate: fates,
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(deploymentsArbitrary, (deployments) => {
      const project = newProject();
      const releaseId: ReleaseId = addRelease(store, project, "1.0.0");
      const expected = new Map<string, Expected>();
      deployments.forEach(({ environment, end, settled, fate }, place) => {
        const at = (place + 1) * 10;
        const id = write(store, (tables) => {
          const stages = [plannedStage(`deploy:${environment}`)];
          const run = tables.runs.insert(newRun(project, { stages, trigger: "deploy", branch: null }), at).id;
          tables.stageRuns.insert(project, run, stages);
          const plan = environmentOf({ type: "directory", path: "/srv", keep: 3 } as never, { name: environment });
          return tables.deployments.insert(
            run,
            {
              projectId: project,
              kind: "deploy",
              cause: "person",
              person: "ada",
              comment: "",
              releaseId,
              contents: "c",
              environment: plan,
            },
            at,
          );
        });
        const finish = (state: typeof end, moment: number) => (tables: Tables) => {
          if (tables.deployments.end(id, { state, detail: null, isHealthy: false, evidence: [] }, moment))
            noteDeployment(tables, id, moment);
        };
        happen(fate, finish(end, at));
        const known = expected.get(environment);
        if (end === "deployed") {
          if (known !== undefined) expected.set(environment, { ...known, isOpen: false });
        } else if (end !== "canceled") expected.set(environment, broken(known, at));
        if (end !== "lost") return;
        // A look at the target says what became of it: no further failure.
        happen(fate, finish(settled, at + 5));
        const lost = expected.get(environment);
        if (settled === "deployed" && lost !== undefined) expected.set(environment, { ...lost, isOpen: false });
      });
      expect(entriesOf(project, "deployment")).toEqual(expected);
    }),
    { numRuns: 80 },
  );
});

test("a monitor is one entry a rule, from the alert to its end, told again as often as the alert is", () => {
  const looksArbitrary = fc.array(fc.record({ monitor: fc.integer({ min: 1, max: 3 }), isUp: fc.boolean(), fate: fates }), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(looksArbitrary, (looks) => {
      const project = newProject();
      const expected = new Map<string, Expected>();
      looks.forEach(({ monitor, isUp, fate }, place) => {
        const at = (place + 1) * 1_000;
        const row = round * 10 + monitor;
        // Repeated every second while it holds.
        const rule = { after: 1, forMs: 0, latency: null, repeatMs: 1, notify: ["inbox"], opensIncident: false };
        const about = { projectId: project, project: "shop", monitorId: monitorId(row), name: `m${monitor}`, rule, silencedUntil: null };
        const check = { isGood: isUp, durationMs: 1, detail: "" };
        happen(fate, (tables) => observe(tables, about, { at, state: isUp ? "up" : "down", check }));
        const known = expected.get(String(row));
        if (!isUp) expected.set(String(row), broken(known, at));
        else if (known !== undefined) expected.set(String(row), { ...known, isOpen: false });
      });
      expect(entriesOf(project, "monitor")).toEqual(expected);
    }),
    { numRuns: 80 },
  );
});

test("an incident is one entry from its opening to its resolution; notes are no further sights, and a worse one is unread again", () => {
  const deeds = fc.array(
    fc.record({
      which: fc.integer({ min: 0, max: 2 }),
      deed: fc.constantFrom("open", "note", "acknowledge", "resolve", "reopen", "worsen", "read") as fc.Arbitrary<
        "open" | "note" | "acknowledge" | "resolve" | "reopen" | "worsen" | "read"
      >,
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(deeds, (story) => {
      const project = newProject();
      let at = 0;
      const service = createIncidentService(store, () => at);
      const ids = new Map<number, { id: IncidentId; isOpen: boolean; severity: "minor" | "critical"; isRead: boolean }>();
      story.forEach(({ which, deed }, place) => {
        at = (place + 1) * 10;
        const known = ids.get(which);
        if (deed === "open" && known === undefined) {
          const opened = service.open({ projectId: project, title: "It is slow", severity: "minor" });
          if (opened.ok) ids.set(which, { id: opened.value.id, isOpen: true, severity: "minor", isRead: false });
        } else if (known !== undefined) {
          const incidentId = known.id;
          if (deed === "note") service.note({ incidentId, text: "looked" });
          else if (deed === "acknowledge") service.acknowledge({ incidentId });
          else if (deed === "resolve") {
            service.resolve({ incidentId, text: "" });
            ids.set(which, { ...known, isOpen: false });
          } else if (deed === "reopen") {
            service.reopen({ incidentId });
            ids.set(which, known.isOpen ? known : { ...known, isOpen: true, isRead: false });
          } else if (deed === "worsen") {
            service.change({ incidentId, severity: "critical" });
            const isWorse = known.severity === "minor" && known.isOpen;
            ids.set(which, { ...known, severity: "critical", isRead: known.isRead && !isWorse });
          } else if (deed === "read") {
            write(store, ({ inbox }) =>
              inbox.markRead(
                inbox.openBy("incident_id", Number(incidentId.slice(1))).map(({ id }) => id),
                true,
                at,
              ),
            );
            ids.set(which, { ...known, isRead: known.isRead || known.isOpen });
          }
        }
      });
      const entries = write(store, ({ inbox }) => inbox.list({ projectId: project, which: "all", before: null }, 0, 100));
      expect(new Map(entries.map(({ key, endedAt, times, isRead }) => [`i${key}`, { isOpen: endedAt === null, times, isRead }]))).toEqual(
        new Map([...ids.values()].map(({ id, isOpen, isRead }) => [id, { isOpen, times: 1, isRead }])),
      );
    }),
    { numRuns: 80 },
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { newRun, openTestStore, plannedStage, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import type { RunFilter } from "../../../shared/contract/runs.ts";
import type { Run } from "../../../shared/contract/schemas.ts";
import { type ProjectId, type RunId, rowOf, stageRunId } from "../../../shared/ids.ts";
import type { Standing, TerminalStatus } from "../../../shared/status.ts";

function finished(status: TerminalStatus, startedAt: number): Standing {
  return { status, reason: null, startedAt, finishedAt: startedAt + 1, durationMs: 1 };
}

test("runs page through everything once, newest first, with every filter", () => {
  const statuses = fc.constantFrom<TerminalStatus>("passed", "failed");
  const runs = fc.record({
    createdAt: fc.integer({ min: 0, max: 5 }),
    project: fc.constantFrom(0, 1),
    branch: fc.constantFrom("main", "next", null),
    status: fc.constantFrom<"passed" | "failed" | null>("passed", "failed", null),
    trigger: fc.constantFrom<Run["trigger"]>("cli", "retry"),
    selection: fc.constantFrom<string[]>([], ["build"]),
    stages: fc.array(fc.record({ name: fc.constantFrom("build", "test"), status: statuses }), { minLength: 1, maxLength: 3 }),
  });
  const filters = fc.record(
    {
      project: fc.constantFrom(0, 1),
      branch: fc.constantFrom("main", "next"),
      status: statuses,
      trigger: fc.constantFrom("cli", "retry"),
      stage: fc.constantFrom("build", "test", "gone"),
      stageStatus: statuses,
      fromMs: fc.integer({ min: 0, max: 6 }),
      toMs: fc.integer({ min: 0, max: 6 }),
      isFinished: fc.constant(true as const),
      isWhole: fc.constant(true as const),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(runs, { maxLength: 30 }), filters, fc.integer({ min: 1, max: 7 }), (inserted, wanted, limit) => {
      const temporary = temporaryFolder();
      const fresh = openTestStore(temporary.folder);
      const projects = write(fresh, (tables) => ["/a", "/b"].map((path) => tables.projects.open(path, path, 1).id));
      write(fresh, (tables) => {
        for (const { createdAt, status, project: place, stages, ...rest } of inserted) {
          const owner = projects[place] as ProjectId;
          const planned = stages.map(({ name }, index) => ({ ...plannedStage(name), variant: String(index) }));
          const { id } = tables.runs.insert(newRun(owner, { ...rest, stages: planned }), createdAt);
          tables.stageRuns.insert(owner, id, planned);
          for (const [index, stage] of stages.entries())
            tables.stageRuns.change(stageRunId(rowOf(id), index + 1), finished(stage.status, createdAt), createdAt);
          if (status !== null) tables.runs.change(id, finished(status, createdAt), createdAt);
        }
      });
      const { project: place, ...rest } = wanted;
      const filter = { ...rest, ...(place === undefined ? {} : { projectId: projects[place] }) } as RunFilter;
      const paged: Run[] = [];
      for (let before: { createdAt: number; id: RunId } | null = null; ; ) {
        const page = fresh.read((tables) => tables.runs.page(filter, before, limit));
        if (!page.ok) throw new Error(page.failure.message);
        paged.push(...page.value.runs);
        before = page.value.next;
        if (before === null) break;
      }
      const expected = inserted
        .map((run, index) => ({ ...run, id: `r${index + 1}` as RunId }))
        .filter((run) => isWanted(run, wanted))
        .sort((left, right) => right.createdAt - left.createdAt || rowOf(right.id) - rowOf(left.id))
        .map(({ id }) => id);
      fresh.close();
      temporary.remove();
      expect(paged.map(({ id }) => id)).toEqual(expected);
    }),
    { numRuns: 100 },
  );

  function isWanted(run: Parameters<Parameters<typeof runs.map>[0]>[0], wanted: Parameters<Parameters<typeof filters.map>[0]>[0]): boolean {
    const { stage, stageStatus, fromMs = 0, toMs = 99, isFinished, isWhole, project: place, ...equal } = wanted;
    const hasStage = run.stages.some(({ name, status }) => name === stage && (stageStatus === undefined || status === stageStatus));
    return (
      (place === undefined ? stage === undefined : run.project === place) &&
      (stage === undefined || hasStage) &&
      run.createdAt >= fromMs &&
      run.createdAt < toMs &&
      (!isFinished || run.status !== null) &&
      (!isWhole || run.selection.length === 0) &&
      Object.entries(equal).every(([name, value]) => run[name as "branch"] === value)
    );
  }
});

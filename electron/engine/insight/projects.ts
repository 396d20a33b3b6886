import type { ProjectHealth } from "../../../shared/contract/health.ts";
import { DurationTally, type StoredProject, type Tables } from "../store/store.ts";

/** All projects for a period of `days` that ends with `today` (days since 1970, UTC), those with the newest runs first. */
export function readProjects({ projects, rollups, runs }: Tables, today: number, days: number): ProjectHealth[] {
  const lastAt = new Map(projects.list().map((project) => [project, runs.last(project.id)?.createdAt ?? 0]));
  return [...lastAt]
    .sort(([one, oneAt], [other, otherAt]) => otherAt - oneAt || (one.name < other.name ? -1 : 1))
    .map(([project]) => healthOf(rollups, project, today, days));
}

function healthOf(rollups: Tables["rollups"], { id, name }: StoredProject, today: number, days: number): ProjectHealth {
  const past = rollups.runDays(id, today - days + 1, today);
  const count = (key: "passed" | "failed" | "other") => past.reduce((sum, day) => sum + day[key], 0);
  const [passed, failed] = [count("passed"), count("failed")];
  return {
    ...{ projectId: id, name, runs: passed + failed + count("other") },
    passRate: passed + failed === 0 ? null : passed / (passed + failed),
    medianMs: new DurationTally(Buffer.concat(past.map(({ durations }) => durations))).percentile(0.5),
    days: past.map(({ durations: _, ...day }) => day),
  };
}

import type { MonitorId, ProjectId } from "../../../shared/ids.ts";
import type { PlannedMonitor } from "../../../shared/pipeline/planned-monitor.ts";
import { endAlerts } from "../alert/alert.ts";
import type { Clock } from "../clock.ts";
import { loadPipeline, watchPipeline } from "../pipeline/pipeline.ts";
import type { Store, StoredMonitor, StoredProject } from "../store/store.ts";
import type { WatchedMonitor } from "./check/check.ts";

/** A monitor of a file, and what is kept of it. */
export interface KnownMonitor {
  readonly monitor: WatchedMonitor;
  readonly row: StoredMonitor;
}

interface ReadProject {
  readonly path: string;
  /** `null`: its file could not be read yet. */
  monitors: readonly PlannedMonitor[] | null;
  readonly unwatch: () => void;
}

/** What the files of all trusted projects want watched. Tells when one of them changes. */
export class WatchedProjects {
  readonly #store: Store;
  readonly #now: Clock;
  readonly #onChange: () => void;
  readonly #projects = new Map<ProjectId, ReadProject>();
  #isClosed = false;

  constructor(store: Store, now: Clock, onChange: () => void) {
    this.#store = store;
    this.#now = now;
    this.#onChange = onChange;
  }

  get hasAny(): boolean {
    return [...this.#projects.values()].some(({ monitors }) => monitors !== null && monitors.length > 0);
  }

  close(): void {
    this.#isClosed = true;
    for (const { unwatch } of this.#projects.values()) unwatch();
  }

  /**
   * Reads them all; `null` when the history cannot be read now. What is no longer named alerts nobody from then on. A large
   * file takes many times as long to read as the rows: without `withFiles` only those of new projects are.
   */
  async read({ withFiles }: { readonly withFiles: boolean }): Promise<KnownMonitor[] | null> {
    const listed = this.#store.read(({ projects }) => projects.list().filter(({ trusted }) => trusted));
    if (!listed.ok || this.#isClosed) return null;
    for (const [id, { path, unwatch }] of this.#projects) {
      if (listed.value.some((project) => project.id === id && project.path === path)) continue;
      unwatch();
      this.#projects.delete(id);
    }
    await Promise.all(listed.value.map((project) => (withFiles || !this.#projects.has(project.id) ? this.#readFile(project) : null)));
    if (this.#isClosed) return null;
    const known = listed.value.map((project) => this.#known(project, this.#projects.get(project.id)?.monitors ?? null));
    return known.includes(null) ? null : known.flatMap((monitors) => monitors ?? []);
  }

  async #readFile({ id, path }: StoredProject): Promise<void> {
    const { origin, operations } = await loadPipeline(path);
    if (this.#isClosed) return;
    const known = this.#projects.get(id);
    // A file with a fault, as while it is being written, changes nothing.
    const monitors = origin === "invalid" ? (known?.monitors ?? null) : operations.monitors;
    if (known === undefined) this.#projects.set(id, { path, monitors, unwatch: watchPipeline(path, this.#onChange) });
    else known.monitors = monitors;
  }

  #known(project: StoredProject, planned: readonly PlannedMonitor[] | null): KnownMonitor[] | null {
    if (planned === null) return [];
    const rows = this.#rows(project.id, planned);
    if (rows === null) return null;
    const names = new Set(planned.map(({ name }) => name));
    this.#endAlerts(rows.filter(({ name }) => !names.has(name)).map(({ id }) => id));
    const byName = new Map(rows.map((row) => [row.name, row]));
    return planned.flatMap((plan) => {
      const row = byName.get(plan.name);
      const of = { projectId: project.id, projectName: project.name, projectPath: project.path, planned: plan };
      return row === undefined ? [] : [{ row, monitor: { id: row.id, ...of } }];
    });
  }

  #rows(project: ProjectId, planned: readonly PlannedMonitor[]): StoredMonitor[] | null {
    const rows = this.#store.read(({ monitors }) => monitors.ofProject(project));
    if (!rows.ok) return null;
    const names = new Set(rows.value.map(({ name }) => name));
    if (planned.every(({ name }) => names.has(name))) return rows.value;
    const made = this.#store.write(({ monitors }) => {
      monitors.ensure(
        project,
        planned.map(({ name }) => name),
        this.#now(),
      );
      return monitors.ofProject(project);
    });
    return made.ok ? made.value : null;
  }

  #endAlerts(ids: readonly MonitorId[]): void {
    const alerting = this.#store.read(({ alerts }) => ids.filter((id) => alerts.rule(id) !== null));
    if (!alerting.ok || alerting.value.length === 0) return;
    this.#store.write((tables) => {
      for (const id of alerting.value) endAlerts(tables, id, "the file does not name the monitor any more", this.#now());
    });
  }
}

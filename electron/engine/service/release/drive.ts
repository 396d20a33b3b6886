import { join } from "node:path";
import { countOf } from "../../../../shared/counts.ts";
import type { ReleaseId, RunId } from "../../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { isTerminal } from "../../../../shared/status.ts";
import { releaseFolder } from "../../data-folder.ts";
import {
  checkMove,
  dropReleaseCommit,
  keepRelease,
  makeReleaseTag,
  moveBranch,
  prepareCommit,
  type ReleaseIntent,
  sbomName,
} from "../../release/release.ts";
import type { ReleaseChanges, ReleaseEnd, StoredProject, StoredRelease } from "../../store/store.ts";
import { refuseToRun } from "../run/may-run.ts";
import { untilRunEnded } from "../run/until-run-ended.ts";
import { endRelease } from "./end-release.ts";
import { type ReleaseParts, startReleaseRun } from "./parts.ts";

/** Somebody else makes it now, or nobody does any more: whatever this driver was about to do is not its business. */
type Lost = Failure<"not-the-driver">;

/** What a step came to: one sentence for the journal. */
type Step = Result<string, Failure | Lost>;

/**
 * Makes a release for whoever listens at `socket`, from where its journal, and what is really there, say that it stands. Each
 * step looks first whether it is done, so that it can be broken off anywhere and gone on with. `signal` leaves it, and not
 * the run under way.
 */
export async function driveRelease(parts: ReleaseParts, id: ReleaseId, socket: string, signal: AbortSignal): Promise<void> {
  const { store, now } = parts;
  const made = await new Driver(parts, { id, socket, signal }).run().catch((cause: unknown) => {
    const detail = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    return err(failure("bug", `This is a fault of Millrace itself: ${detail}`));
  });
  if (!made.ok && made.failure.code === "not-the-driver") return;
  const end: ReleaseEnd = made.ok ? { state: "released", failure: null } : { state: "failed", failure: toldOf(made.failure) };
  parts.atPoint?.("before released");
  const ended = store.writeDurably((tables) => endRelease(tables, id, socket, end, now()));
  parts.atPoint?.("after released");
  if (!made.ok || !ended.ok || !ended.value || made.value === null) return;
  // A branch and a tag have the commit now; should this fail, the reference harms nobody.
  await dropReleaseCommit(made.value.folder, made.value.tag);
}

function toldOf({ message, hint }: Failure): NonNullable<ReleaseEnd["failure"]> {
  return { message, hint: hint ?? "" };
}

/** A release with all that its steps need. */
interface Ground {
  readonly release: StoredRelease;
  readonly project: StoredProject;
  readonly intent: ReleaseIntent;
}

class Driver {
  readonly #parts: ReleaseParts;
  readonly #id: ReleaseId;
  readonly #socket: string;
  readonly #signal: AbortSignal;

  constructor(parts: ReleaseParts, place: { readonly id: ReleaseId; readonly socket: string; readonly signal: AbortSignal }) {
    this.#parts = parts;
    this.#id = place.id;
    this.#socket = place.socket;
    this.#signal = place.signal;
  }

  /** Where the commit was kept by a reference of its own; `null` for a snapshot. */
  async run(): Promise<Result<{ readonly folder: string; readonly tag: string } | null, Failure>> {
    const read = this.#read();
    if (!read.ok) return read;
    const ground = read.value;
    const { project, intent, release } = ground;
    if (release.kind === "snapshot") {
      const kept = await this.#step("files", "Keep the files of the run", () => this.#keepFiles(ground));
      return kept.ok ? ok(null) : kept;
    }
    const refused = await refuseToRun(project);
    if (refused !== null) return err(refused);
    const steps: readonly (readonly [string, string, (ground: Ground) => Promise<Step>])[] = [
      ["commit", "Make the commit", (now) => this.#makeCommit(now)],
      ["run", "Find a green run of it, or run the pipeline", (now) => this.#findRun(now)],
      ["files", "Keep the artifacts, their sums and the bill of materials", (now) => this.#keepFiles(now)],
      ["tag", `Make the tag ${intent.tag}`, (now) => this.#makeTag(now)],
      ["branch", `Move ${intent.branch} forward`, (now) => this.#moveBranch(now)],
    ];
    for (const [name, text, work] of steps) {
      const done = await this.#step(name, text, () => {
        const again = this.#read();
        return again.ok ? work(again.value) : Promise.resolve(again);
      });
      if (!done.ok) return done;
    }
    return ok({ folder: project.path, tag: intent.tag });
  }

  async #step(name: string, text: string, work: () => Promise<Step>): Promise<Step> {
    const { store, now, atPoint } = this.#parts;
    const begun = store.write(({ releases }) => releases.beginStep(this.#id, this.#socket, { name, text }, now()));
    if (!begun.ok) return begun;
    if (!begun.value) return err(lost());
    atPoint?.(`before ${name}`);
    const done = await work();
    if (!done.ok) return done;
    atPoint?.(`after ${name}`);
    const ended = store.write(({ releases }) => releases.endStep(this.#id, this.#socket, name, done.value, now()));
    if (!ended.ok) return ended;
    return ended.value ? done : err(lost());
  }

  /** The release as it stands, as long as it is this driver's. */
  #read(): Result<Ground, Failure> {
    const read = this.#parts.store.read(({ releases, projects }) => {
      const release = releases.get(this.#id);
      const project = release === null ? null : projects.get(release.projectId);
      const detail = releases.detail(this.#id);
      return release === null || project === null || detail === null ? null : { release, project, detail };
    });
    if (!read.ok) return read;
    if (read.value === null || read.value.release.socket !== this.#socket || this.#signal.aborted) return err(lost());
    const { release, project, detail } = read.value;
    return ok({ release, project, intent: JSON.parse(detail.intent) as ReleaseIntent });
  }

  #change(changes: ReleaseChanges): Result<undefined, Failure> {
    const { store, now } = this.#parts;
    const changed = store.write(({ releases }) => releases.change(this.#id, this.#socket, changes, now()));
    if (!changed.ok) return changed;
    return changed.value ? ok(undefined) : err(lost());
  }

  async #makeCommit({ release, project, intent }: Ground): Promise<Step> {
    // Beside the release's own folder, which is made anew when files are kept.
    const indexFile = `${releaseFolder(this.#parts.store.folder, release.id)}.index`;
    const made = await prepareCommit({ folder: project.path, intent, indexFile, known: release.commit });
    if (!made.ok) return made;
    this.#parts.atPoint?.("made commit");
    const { commit, tree } = made.value;
    const kept = this.#change({ commit, tree });
    if (!kept.ok) return kept;
    return ok(
      commit === release.base
        ? `Nothing to commit: ${short(commit)} is released as it is`
        : `Commit ${short(commit)} on ${short(release.base)}`,
    );
  }

  async #findRun({ release, project, intent }: Ground): Promise<Step> {
    const { store } = this.#parts;
    const { commit, tree } = release;
    if (tree === null) return err(failure("git-failed", "The release's commit has no tree."));
    const building = this.#change({ state: "building" });
    if (!building.ok) return building;
    const look = () =>
      store.read(({ commitRuns }) => ({
        green: commitRuns.greenWhole(project.id, tree),
        going: commitRuns.goingForRelease(project.id, commit),
      }));
    const found = look();
    if (!found.ok) return found;
    const { green, going } = found.value;
    if (green !== null) return this.#takeRun(green, "passed before on the same files");
    const started = going === null ? await startReleaseRun(this.#parts, project, release, intent) : ok(going);
    if (!started.ok) return started;
    this.#parts.atPoint?.("started run");
    const noted = this.#change({ runId: started.value });
    if (!noted.ok) return noted;
    await untilRunEnded(store, started.value, this.#signal);
    const after = look();
    if (!after.ok) return after;
    return after.value.green === null ? err(this.#whyNotGreen(started.value)) : this.#takeRun(after.value.green, "passed");
  }

  #takeRun({ id, number }: { readonly id: RunId; readonly number: number }, how: string): Step {
    const kept = this.#change({ runId: id });
    return kept.ok ? ok(`Run ${number} ${how}`) : kept;
  }

  #whyNotGreen(id: RunId): Failure | Lost {
    const run = this.#parts.store.read(({ runs }) => runs.get(id));
    if (!run.ok) return run.failure;
    if (run.value === null)
      return failure("run-gone", "The run of the pipeline is not in the history any more.", "Resume the release: it runs again.");
    if (!isTerminal(run.value.status)) return lost();
    const hint = "Look at the run. Resume the release if another run may pass; else undo it, mend what is wrong, and release again.";
    return failure(
      "run-failed",
      `Run ${run.value.number} of the pipeline ended ${run.value.status}: nothing is released that is not green.`,
      hint,
    );
  }

  async #keepFiles({ release, project, intent }: Ground): Promise<Step> {
    const { store, now } = this.#parts;
    const run = release.runId;
    if (run === null) return err(failure("run-gone", "The release has no run.", "Resume the release: it runs again."));
    const finishing = this.#change({ state: "finishing" });
    if (!finishing.ok) return finishing;
    const files = store.read(({ artifacts }) => artifacts.ofRun(run));
    if (!files.ok) return files;
    const target = releaseFolder(store.folder, release.id);
    const { projectName, version, artifacts: globs } = intent;
    // A snapshot's files may have been built from what is in no commit.
    const commit = release.commit === "" ? null : release.commit;
    const kept = await keepRelease({ folder: project.path, projectName, version, commit, files: files.value, globs, target });
    if (!kept.ok) return kept;
    this.#parts.atPoint?.("kept files");
    const { sbom, sbomNote } = kept.value;
    const noted = store.write(({ releases }) => {
      if (!releases.keepArtifacts(this.#id, this.#socket, kept.value.files, now())) return false;
      return releases.change(
        this.#id,
        this.#socket,
        { sbom: sbom === null ? null : { ...sbom, path: join(target, sbomName) }, sbomNote },
        now(),
      );
    });
    if (!noted.ok) return noted;
    if (!noted.value) return err(lost());
    const { length } = kept.value.files;
    return ok(`${countOf(length, "file")} kept${sbom === null ? "" : ", and the bill of materials"}`);
  }

  async #makeTag({ release, project, intent }: Ground): Promise<Step> {
    const { branch, base, tag, tagMessage } = intent;
    const { commit } = release;
    // A tag is hard to take back once others saw it: first what might keep the rest from happening.
    const free = await checkMove({ folder: project.path, branch, base, commit });
    if (!free.ok) return free;
    const made = await makeReleaseTag(project.path, { name: tag, commit, message: tagMessage, isSigned: intent.isSigned });
    if (!made.ok) return made;
    this.#parts.atPoint?.("made tag");
    const { isSigned } = made.value;
    const noted = this.#change({ isSigned });
    return noted.ok ? ok(`${isSigned ? "Signed tag" : "Tag"} ${tag} at ${short(commit)}`) : noted;
  }

  async #moveBranch({ release, project, intent }: Ground): Promise<Step> {
    const { branch, base } = intent;
    const { commit } = release;
    if (commit === base) return ok(`${branch} has the commit already`);
    const moved = await moveBranch({ folder: project.path, branch, base, commit });
    this.#parts.atPoint?.("moved branch");
    return moved.ok ? ok(`${branch} moved forward to ${short(commit)}`) : moved;
  }
}

function short(hash: string): string {
  return hash.slice(0, 7);
}

function lost(): Lost {
  return failure("not-the-driver", "Somebody else goes on with the release.");
}

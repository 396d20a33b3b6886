import type { Deployment } from "../../../shared/contract/deployments.ts";
import { idPatterns, type ProjectId, type ReleaseId } from "../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { systemClock } from "../../engine/clock.ts";
import { createDeploying, type Deploying } from "../../engine/service/deployment/deploying.ts";
import type { Store, StoredProject, StoredRelease } from "../../engine/store/store.ts";
import { engineOptions } from "../engine-options.ts";
import { lateSecrets } from "../late-secrets.ts";
import type { CommandFailure, Invocation } from "./command.ts";
import { openProject } from "./consented-project.ts";
import { exitCodes } from "./exit-codes.ts";
import { fail } from "./fail.ts";
import { type OpenedProject, openKnownProject } from "./known-project.ts";

/** What commands about deployments work with. */
export interface DeployPlace extends Pick<Deploying, "deployments" | "environments" | "makeSure" | "deployDue">, OpenedProject {}

/** The project that holds the folder. `consents`: typing the command is the consent that the board asks for. */
export async function openDeployPlace(
  invocation: Invocation,
  { consents, isSmall = false }: { readonly consents: boolean; readonly isSmall?: boolean },
): Promise<Result<DeployPlace, CommandFailure>> {
  const known = await openKnownProject(invocation, { isSmall });
  if (!known.ok) return known;
  const { store } = known.value;
  const project = consents ? await openProject(store, known.value.project.path) : ok(known.value.project);
  return project.ok ? ok({ store, project: project.value, ...deployingIn(store, invocation.dataFolder) }) : project;
}

/** Starts what goes somewhere by itself now: perhaps no window is open that would. Nothing in a project that is not trusted. */
export async function startFollowers({ dataFolder }: Invocation, store: Store, id: ProjectId): Promise<readonly Deployment[]> {
  const project = store.read(({ projects }) => projects.get(id));
  return project.ok && project.value?.trusted === true ? deployingIn(store, dataFolder).deployDue(project.value) : [];
}

function deployingIn(store: Store, dataFolder: string): Deploying {
  const { hostProgram } = engineOptions(dataFolder);
  return createDeploying({ store, hostProgram, secrets: lateSecrets(store, null), now: systemClock });
}

/** Ends a command with a failure of deploying: what was asked for is at fault, unless it is the machine. */
export function refuseDeploy(cause: Failure): ReturnType<typeof fail> {
  const isMachine = cause.code.startsWith("store-") || ["disk-full", "host-failed", "target-unreachable"].includes(cause.code);
  return fail(cause, isMachine ? exitCodes.environment : exitCodes.usage);
}

/** A release that is made, as a person calls it: by its id, version or tag. */
export function releaseCalled(store: Store, project: StoredProject, word: string): Result<StoredRelease, Failure> {
  const found = store.read(({ releases }) => {
    if (idPatterns.release.test(word)) return releases.get(word as ReleaseId);
    const all = releases.list(project.id, { isReleased: true }, mostReleases);
    return all.find(({ version, tag }) => version === word || tag === word) ?? null;
  });
  if (!found.ok) return found;
  if (found.value?.projectId === project.id && found.value.state === "released") return ok(found.value);
  return err(failure("not-found", `${project.name} has no finished release ${JSON.stringify(word)}.`, "See millrace release list."));
}

/** A person names a release of the last years. */
const mostReleases = 10_000;

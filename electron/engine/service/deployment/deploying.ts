import type { Deployment } from "../../../../shared/contract/deployments.ts";
import type { ProjectId, RunId } from "../../../../shared/ids.ts";

import type { Clock } from "../../clock.ts";
import { lookAt } from "../../deploy/deploy.ts";
import { readReleaseBranches } from "../../release/release.ts";
import { type HostProgram, type SecretSource, stopRun } from "../../run/run.ts";
import type { Store, StoredProject } from "../../store/store.ts";
import { findProject } from "../project/projects.ts";
import { type AutomaticParts, deployAutomatically } from "./automatic.ts";
import { createDeploymentService, createDeploymentStarter, type DeploymentService } from "./deployments.ts";
import { createEnvironmentService, type EnvironmentService } from "./environments.ts";
import type { LookParts } from "./target-looks.ts";
import { makeSure, watchDeployments } from "./watch.ts";

/** What deploying needs from its host. */
export interface DeployingParts {
  readonly store: Store;
  readonly hostProgram: HostProgram;
  readonly secrets: SecretSource;
  readonly now: Clock;
}

/** All services of deploying, put together. */
export interface Deploying {
  readonly deployments: DeploymentService;
  readonly environments: EnvironmentService;
  /** Finds out what serves where nobody knows since a deployment vanished. */
  makeSure(project: ProjectId, environment: string): Promise<void>;
  /** Deploys from now on what goes somewhere by itself, until the disposer is called. */
  watch(snapshot: NonNullable<AutomaticParts["snapshot"]>): () => void;
  /** Starts once what goes somewhere by itself now in a trusted project, for a process that does not stay. */
  deployDue(project: StoredProject): Promise<readonly Deployment[]>;
}

/** Puts them together. */
export function createDeploying({ store, hostProgram, secrets, now }: DeployingParts): Deploying {
  const looking: LookParts = { store, now, lookAt, environment: hostProgram.environment, secrets };
  const makeSureById: Deploying["makeSure"] = async (id, environment) => {
    const project = findProject(store, id);
    if (project.ok) await makeSure(looking, project.value, environment);
  };
  const start = createDeploymentStarter(store, hostProgram, now, makeSureById);
  const stop = (run: RunId) => stopRun(store, run, null, hostProgram, now);
  const automaticParts = (snapshot: AutomaticParts["snapshot"]): AutomaticParts => ({
    ...{ store, now, start, stop, snapshot },
    releaseBranches: readReleaseBranches,
  });
  return {
    ...{ deployments: createDeploymentService(store, start), environments: createEnvironmentService(looking), makeSure: makeSureById },
    watch: (snapshot) => watchDeployments(automaticParts(snapshot), looking),
    deployDue: async (project) => (await deployAutomatically(automaticParts(null), project)).started,
  };
}

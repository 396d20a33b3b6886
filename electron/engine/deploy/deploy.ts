import { deployByCommands } from "./deploy-by-commands.ts";
import { deployToFolder } from "./deploy-to-folder.ts";
import { type DeployLimits, usualLimits } from "./limits.ts";
import type { DeployEnd, DeployOrder, DeployPorts } from "./order.ts";

export type { DeployLimits } from "./limits.ts";
export { lookAt } from "./look-at.ts";
export type {
  DeployEnd,
  DeployOrder,
  DeployPorts,
  LookAtTarget,
  LookFailure,
  ReleaseFileCopy,
  ReleaseFiles,
  ServedRelease,
  TargetState,
} from "./order.ts";

/**
 * Puts a release where its environment says, watches it, and brings back what was there before when it is not well or when a
 * person cancels. Never throws for what a target does. The first release of a target that is not well stays there: nothing
 * at all would be no better.
 */
export function carryOut(order: DeployOrder, ports: DeployPorts, limits: DeployLimits = usualLimits): Promise<DeployEnd> {
  const { strategy } = order.environment;
  return strategy.type === "command" ? deployByCommands(order, strategy, ports) : deployToFolder(order, strategy, ports, limits);
}

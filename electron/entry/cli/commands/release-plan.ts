import type { ReleasePlan } from "../../../../shared/contract/releases.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import type { StoredProject } from "../../../engine/store/store.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { planLines } from "../release-lines.ts";
import { openReleases, projectToPlan, type ReleasePlace } from "../release-place.ts";

/** `millrace release plan`: what a release would do. */
export const executeReleasePlan: Execute = async (invocation) => {
  const place = await openReleases(invocation);
  if (!place.ok) return place;
  const project = await projectToPlan(place.value.store, invocation);
  if (!project.ok) return project;
  return showPlan(invocation, place.value, project.value, {});
};

/** Shows the plan, and ends with 2 when something stands in the way. */
export async function showPlan(
  invocation: Invocation,
  { store, service }: ReleasePlace,
  project: StoredProject,
  notes: { readonly notes?: string },
): Promise<Result<number, CommandFailure>> {
  const planned = await service.plan({ projectId: project.id, ...wishOf(invocation), ...notes });
  store.close();
  if (!planned.ok) return fail(planned.failure, planned.failure.code === "not-releasable" ? exitCodes.usage : undefined);
  const plan = withConsent(planned.value);
  invocation.print(invocation.isJson ? `${JSON.stringify({ plan })}\n` : `${planLines(plan).join("\n")}\n`);
  return ok(plan.problems.some(({ isBlocking }) => isBlocking) ? exitCodes.usage : exitCodes.passed);
}

/** What a person may want otherwise than it follows. */
export function wishOf({ options }: Invocation): { version?: string; channel?: string } {
  return {
    ...(typeof options.version === "string" ? { version: options.version } : {}),
    ...(typeof options.channel === "string" ? { channel: options.channel } : {}),
  };
}

/** Typing `release create` is itself the consent that the board asks for. */
function withConsent(plan: ReleasePlan): ReleasePlan {
  const problems = plan.problems.map((problem) =>
    problem.code === "not-trusted"
      ? {
          ...problem,
          isBlocking: false,
          hint: "millrace release create trusts it, and runs its pipeline. Changed files are not looked for before.",
        }
      : problem,
  );
  return { ...plan, problems };
}

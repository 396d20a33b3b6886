import type { Deployment } from "../../../../shared/contract/deployments.ts";
import { review } from "../../../actions/approve-actions.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { useAsksApproval } from "../use-asks-approval.ts";

/** Says that a release is on its way into the environment already, and what becomes of it and of the one that is chosen. */
export function OnItsWay({ deployment, isChosen }: { deployment: Deployment; isChosen: boolean }) {
  const asks = useAsksApproval(deployment);
  const { version } = deployment.release;
  if (!asks)
    return <Banner kind="note">{`${version} is on its way there. ${isChosen ? "" : "This one begins once that has ended."}`}</Banner>;
  return (
    <Banner
      kind="note"
      actions={
        <Button size="small" onClick={() => review([deployment.stageRunId])}>
          Review
        </Button>
      }
    >
      {version} waits for approval there
      {isChosen ? " already." : ". It goes on waiting, and would take the place of this one once it is approved."}
    </Banner>
  );
}

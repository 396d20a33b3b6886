import { EllipsisVertical, History, Rocket, ScanEye, Snowflake, UserCheck } from "lucide-react";
import { useState } from "react";
import type { Environment } from "../../../../shared/contract/deployments.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { review } from "../../../actions/approve-actions.ts";
import { askToDeploy, askToFreeze, askToRollBack, lookAt, unfreeze } from "../../../actions/deploy-actions.ts";
import { openInEditor } from "../../../actions/editor-actions.ts";
import { changeQuery } from "../../../state/route.ts";
import { Button, IconButton } from "../../../ui/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu.tsx";
import { useAsksApproval } from "../use-asks-approval.ts";
import styles from "./environment-card.module.css";

const icon = { size: 14, strokeWidth: 2, "aria-hidden": true } as const;

/** What can be done with an environment. */
export function CardActions({ projectId, environment }: { projectId: ProjectId; environment: Environment }) {
  const { name, latest, rollbackTo } = environment;
  const [isLooking, setLooking] = useState(false);
  const asks = useAsksApproval(latest);
  async function look(): Promise<void> {
    setLooking(true);
    await lookAt(projectId, name);
    setLooking(false);
  }
  return (
    <footer className={styles.actions}>
      {asks && latest !== null && (
        <Button size="small" kind="primary" onClick={() => review([latest.stageRunId])}>
          <UserCheck {...icon} />
          Review
        </Button>
      )}
      <Button size="small" aria-label={`Deploy to ${name}`} onClick={() => askToDeploy(name, null)}>
        <Rocket {...icon} />
        Deploy…
      </Button>
      {rollbackTo !== null && (
        <Button size="small" aria-label={`Roll back ${name}`} title={`To ${rollbackTo.version}`} onClick={() => askToRollBack(name)}>
          Roll back…
        </Button>
      )}
      <IconButton
        size="small"
        className={styles.look}
        disabled={isLooking}
        label={isLooking ? `Looking at ${name}` : `Look at ${name}: what does the target really hold?`}
        onClick={() => void look()}
      >
        <ScanEye {...icon} />
      </IconButton>
      <MoreActions projectId={projectId} environment={environment} />
    </footer>
  );
}

function MoreActions({ projectId, environment: { name, freeze, line } }: { projectId: ProjectId; environment: Environment }) {
  return (
    <Menu
      align="end"
      trigger={
        <IconButton size="small" label={`More about ${name}`}>
          <EllipsisVertical {...icon} />
        </IconButton>
      }
    >
      {freeze === null || !freeze.isByPerson ? (
        <MenuItem icon={<Snowflake {...icon} />} label="Freeze…" detail="let nothing in" onSelect={() => askToFreeze(name)} />
      ) : (
        <MenuItem
          icon={<Snowflake {...icon} />}
          label="Lift the freeze"
          detail={freeze.reason}
          onSelect={() => void unfreeze(projectId, name)}
        />
      )}
      <MenuItem icon={<History {...icon} />} label="Show only its deployments" onSelect={() => changeQuery({ environment: name })} />
      <MenuSeparator />
      <MenuItem label="Open it in millrace.yml" onSelect={() => void openInEditor(projectId, { path: "millrace.yml", line })} />
    </Menu>
  );
}

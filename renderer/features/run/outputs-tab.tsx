import { Copy } from "lucide-react";
import type { Run } from "../../../shared/contract/schemas.ts";
import { titleOf } from "../../../shared/stage-groups.ts";
import { copyText } from "../../actions/editor-actions.ts";
import { saveTable } from "../../actions/save-table.ts";
import { runAddress } from "../../state/route.ts";
import { IconButton } from "../../ui/button.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import artifacts from "./artifacts-tab.module.css";
import { type OutputLine, outputsTable } from "./outputs.ts";
import styles from "./outputs-tab.module.css";

/** What the stages of a run told those that need them. */
export function OutputsTab({ run, outputs }: { run: Run; outputs: readonly OutputLine[] }) {
  return (
    <ScrollArea label="Outputs" className={artifacts.area ?? ""}>
      <table className={artifacts.table}>
        <thead>
          <tr>
            <th>Stage</th>
            <th>Key</th>
            <th>Value</th>
            <th className={artifacts.save}>
              <span className="visually-hidden">Actions</span>
              <ExportMenu what="the outputs" size="small" onSave={(format) => void saveTable(format, outputsTable(run.number, outputs))} />
            </th>
          </tr>
        </thead>
        <tbody>
          {outputs.map(({ stage, key, value }) => (
            <tr key={`${stage.id} ${key}`}>
              <td>
                <a className={styles.stage} href={runAddress(stage.projectId, stage.runId, stage.id)}>
                  {titleOf(stage)}
                </a>
              </td>
              <td>
                <code>{key}</code>
              </td>
              <td className={styles.value}>
                <code>{value}</code>
              </td>
              <td className={artifacts.actions}>
                <IconButton size="small" label={`Copy ${key} of ${titleOf(stage)}`} onClick={() => void copyText(value, key)}>
                  <Copy size={14} strokeWidth={2} aria-hidden="true" />
                </IconButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}

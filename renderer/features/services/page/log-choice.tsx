import { FileClock } from "lucide-react";
import type { ServiceLog } from "../../../../shared/contract/services.ts";
import { formatBytes } from "../../../../shared/time.ts";
import { changeQuery } from "../../../state/route.ts";
import { Select } from "../../../ui/select.tsx";

const moment = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** Chooses which file of a service's log is shown. The newest is not named in the address: then the next one takes its place. */
export function LogChoice({ logs, shown }: { logs: readonly ServiceLog[]; shown: ServiceLog }) {
  const newest = logs[0]?.id;
  return (
    <Select
      label="File of the log"
      value={shown.id as string}
      icon={<FileClock size={14} strokeWidth={2} aria-hidden="true" />}
      options={logs.map((log) => ({
        value: log.id as string,
        label: `${log.id === newest ? "Newest" : moment.format(log.startedAt)}, ${formatBytes(log.bytes)}`,
      }))}
      onChange={(id) => changeQuery({ log: id === newest ? "" : id, line: "" })}
    />
  );
}

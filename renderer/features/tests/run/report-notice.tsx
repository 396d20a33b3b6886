import type { TestReport } from "../../../../shared/contract/tests.ts";
import { Notice } from "../../../ui/notice.tsx";
import { Prose } from "../../../ui/prose.tsx";
import { noticeOf } from "./report-words.ts";

/** That a report could not be read whole, in one line that opens to all that is known. Nothing when all are sound. */
export function ReportNotice({ reports }: { reports: readonly TestReport[] }) {
  const notice = noticeOf(reports);
  if (notice === null) return null;
  const { head, first, problems, hidden } = notice;
  return (
    <Notice items={problems} more={hidden > 0 ? `and ${hidden} more of the same reports` : ""}>
      {head}: <Prose text={first} />
    </Notice>
  );
}

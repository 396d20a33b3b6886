import type { MonitorSpan } from "../../../../shared/contract/monitors.ts";
import { lookOfMonitor, monitorWord } from "../../../../shared/monitor-look.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { saveTable } from "../../../actions/save-table.ts";
import { Age } from "../../../ui/age.tsx";
import { ExportMenu } from "../../../ui/export-menu.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import page from "./monitor-page.module.css";
import { outagesTable } from "./monitor-tables.ts";

/** Times in which it was not simply up, the newest first. */
export function OutagesCard({ spans, now }: { spans: readonly MonitorSpan[]; now: number }) {
  const outages = spans.filter(({ state }) => state !== "up");
  const downCount = outages.filter(({ state }) => state === "down").length;
  return (
    <section aria-label="Outages" className={page.card}>
      <header className={page.cardHead}>
        <h2 className={page.cardTitle}>Outages</h2>
        <span className={page.quiet}>
          {downCount === 0 ? "never down, as far as it is known" : `down ${downCount === 1 ? "once" : `${downCount} times`}`}
        </span>
        {outages.length > 0 && (
          <span className={page.save}>
            <ExportMenu what="the outages" size="small" onSave={(format) => void saveTable(format, outagesTable(outages))} />
          </span>
        )}
      </header>
      {outages.length > 0 && (
        <ScrollArea label="Outages, the newest first" className={page.scroll}>
          <table className={page.table} aria-label="Outages">
            <thead>
              <tr>
                <th scope="col">State</th>
                <th scope="col">Why</th>
                <th scope="col">For</th>
                <th scope="col">Began</th>
              </tr>
            </thead>
            <tbody>
              {outages.map((span) => (
                <tr key={`${span.from} ${span.state}`}>
                  <td>
                    <span className={page.state}>
                      <StatusIcon status={lookOfMonitor(span.state)} size={14} />
                      {monitorWord(span.state)}
                    </span>
                  </td>
                  <td className={page.wide} title={span.detail}>
                    {span.detail}
                  </td>
                  <td className={page.number}>
                    {span.to === null ? `${formatDuration(Math.max(0, now - span.from))} so far` : formatDuration(span.to - span.from)}
                  </td>
                  <td className={page.number}>
                    <Age at={span.from} now={now} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </section>
  );
}

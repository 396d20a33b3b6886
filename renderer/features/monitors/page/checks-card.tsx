import type { Check, Monitor, PhasesOfCheck } from "../../../../shared/contract/monitors.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { saveTable } from "../../../actions/save-table.ts";
import { Age } from "../../../ui/age.tsx";
import { ExportMenu } from "../../../ui/export-menu.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { phasesOf } from "../monitor-words.ts";
import styles from "./checks-card.module.css";
import page from "./monitor-page.module.css";
import { checksTable } from "./monitor-tables.ts";

/** The last checks, the newest first; those over the web with where their time went. */
export function ChecksCard({ monitor, checks, now }: { monitor: Monitor; checks: readonly Check[]; now: number }) {
  const isWeb = monitor.kind === "http" && checks.some(({ phases }) => phases !== null);
  const longestMs = Math.max(1, ...checks.map(({ durationMs }) => durationMs));
  return (
    <section aria-label="Last checks" className={page.card}>
      <header className={page.cardHead}>
        <h2 className={page.cardTitle}>Last checks</h2>
        {isWeb && <PhaseKey />}
        {checks.length > 0 && (
          <span className={isWeb ? undefined : page.save}>
            <ExportMenu what="the checks" size="small" onSave={(format) => void saveTable(format, checksTable(checks))} />
          </span>
        )}
      </header>
      {checks.length === 0 ? (
        <p className={page.none}>It was not checked yet.</p>
      ) : (
        <ScrollArea label="Last checks, the newest first" className={page.scroll}>
          <table className={page.table} aria-label="Last checks">
            <thead>
              <tr>
                <th scope="col">Result</th>
                <th scope="col">{isWeb ? "Phases" : <span className="visually-hidden">Compared</span>}</th>
                <th scope="col">Took</th>
                <th scope="col">Age</th>
              </tr>
            </thead>
            <tbody>
              {checks.map((check) => (
                <tr key={check.at}>
                  <td className={page.wide} title={check.detail}>
                    <span className={page.state}>
                      <StatusIcon status={check.isGood ? "passed" : "failed"} size={14} />
                      <span className="visually-hidden">{check.isGood ? "Good: " : "Failed: "}</span>
                      {check.detail}
                    </span>
                  </td>
                  <td>
                    {check.phases === null || phasesOf(check.phases).length === 0 ? (
                      <span className={styles.track}>
                        <i style={{ width: `${(check.durationMs / longestMs) * 100}%` }} />
                      </span>
                    ) : (
                      <Phases phases={check.phases} longestMs={longestMs} />
                    )}
                  </td>
                  <td className={page.number}>{formatDuration(check.durationMs)}</td>
                  <td className={page.number}>
                    <Age at={check.at} now={now} />
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

function Phases({ phases, longestMs }: { phases: PhasesOfCheck; longestMs: number }) {
  const parts = phasesOf(phases);
  const words = parts.map(({ name, ms }) => `${name} ${formatDuration(ms)}`).join(", ");
  return (
    <span className={styles.track} role="img" aria-label={words} title={words}>
      {parts.map(({ name, ms, series }) => (
        <i key={name} style={{ width: `${(ms / longestMs) * 100}%`, background: `var(--series-${series})` }} />
      ))}
    </span>
  );
}

function PhaseKey() {
  const all = phasesOf({ lookupMs: 0, connectMs: 0, tlsMs: 0, firstByteMs: 0, bodyMs: 0 });
  return (
    <span className={styles.key} aria-hidden="true">
      {all.map(({ name, series }) => (
        <span key={name}>
          <i style={{ background: `var(--series-${series})` }} />
          {name}
        </span>
      ))}
    </span>
  );
}

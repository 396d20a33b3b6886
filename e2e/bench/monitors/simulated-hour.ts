import { bad, good } from "../../../electron/engine/monitor/check/found.ts";
import { unseen } from "../../../electron/engine/monitor/standing.ts";
import { Watch } from "../../../electron/engine/monitor/watch.ts";
import type { MonitorId, ProjectId } from "../../../shared/ids.ts";
import { percentile } from "../../../shared/percentile.ts";
import type { PlannedMonitor } from "../../../shared/pipeline/planned-monitor.ts";
import { hourMs, minuteMs, secondMs } from "../../../shared/time.ts";
import { SimulatedTime } from "../../fixtures/simulated-time.ts";
import { type BenchRow, limitRow } from "../bench-row.ts";
import { randomFrom } from "../random.ts";
import { everyMs, missedOf, type Outage, promisedMs, retries, timeoutMs } from "./outages.ts";

const monitorCount = 500;

/** An hour of 500 monitors every 5 s on a clock of its own: a tenth of them breaks now and then, and the machine sleeps twice. */
export async function monitorsHour(): Promise<BenchRow[]> {
  const time = new SimulatedTime();
  const random = randomFrom(6);
  const broken = new Map<number, Outage>();
  const outages: Outage[] = [];
  const lateMs: number[] = [];
  const invented = new Set<number>();
  let checks = 0;
  const watch = new Watch({
    moment: () => time.moment(),
    after: (delayMs, action) => time.after(delayMs, action),
    onStart: (late) => void lateMs.push(late),
    record: ({ id }, { standing, endedAt }) => {
      if (standing.state !== "down" || endedAt === null) return;
      const outage = broken.get(Number(id.slice(1)));
      if (outage === undefined) invented.add(Number(id.slice(1)));
      else outage.seenAtMs ??= time.moment().monotonicMs;
    },
    check: ({ id }, signal) => {
      checks += 1;
      const isBroken = broken.has(Number(id.slice(1)));
      const hangs = isBroken && Number(id.slice(1)) % 2 === 0;
      return new Promise((resolve) => {
        const stop = time.after(hangs ? hourMs : 1 + random() * 50, () => resolve(isBroken ? bad("503") : good("200")));
        signal.addEventListener("abort", () => {
          stop();
          resolve(bad("aborted"));
        });
      });
    },
  });
  watch.set(
    Array.from({ length: monitorCount }, (_, place) => ({ monitor: monitorOf(place + 1), isPaused: false })),
    () => unseen(time.moment().wallMs),
  );
  for (let minute = 0; minute < 60; minute += 1) {
    if (minute === 20 || minute === 40) time.sleep(8 * hourMs);
    await time.pass(20 * secondMs);
    const victims = new Set(Array.from({ length: monitorCount / 10 }, () => 1 + Math.floor(random() * monitorCount)));
    for (const victim of victims) {
      const outage: Outage = { way: `m${victim}`, brokenAtMs: time.moment().monotonicMs, mendedAtMs: null, seenAtMs: null };
      outages.push(outage);
      broken.set(victim, outage);
    }
    await time.pass(promisedMs + secondMs);
    broken.clear();
    await time.pass(minuteMs - 20 * secondMs - promisedMs - secondMs);
  }
  watch.close();
  const name = `an hour of 500 monitors every 5 s, simulated (${checks} checks, ${outages.length} outages, two nights asleep)`;
  return [
    limitRow(
      `${name}: drift at P99`,
      percentile(
        lateMs.toSorted((a, b) => a - b),
        0.99,
      ) ?? 0,
      2,
      "ms",
    ),
    limitRow("the same: outages not seen in time", missedOf(outages).length, 1, ""),
    limitRow("the same: monitors of which an outage was invented", invented.size, 1, ""),
  ];
}

function monitorOf(row: number) {
  const planned: PlannedMonitor = {
    ...{ name: `m${row}`, description: "", check: { kind: "tcp", host: "127.0.0.1", port: row } },
    ...{ everyMs, timeoutMs, retries, slowMs: null, maintenance: [], alert: null, objective: null, secrets: [] },
  };
  return { id: `m${row}` as MonitorId, projectId: "p1" as ProjectId, projectName: "shop", projectPath: "/work/shop", planned };
}

import type { PlannedMaintenance } from "../../../shared/pipeline/planned-monitor.ts";
import { isWithinWindows } from "../promotion/promotion.ts";

/** Whether failures are expected at a moment. */
export function isMaintained(maintenance: readonly PlannedMaintenance[], atMs: number): boolean {
  return maintenance.some((one) => (one.kind === "once" ? one.fromMs <= atMs && atMs < one.toMs : isWithinWindows([one.window], atMs)));
}

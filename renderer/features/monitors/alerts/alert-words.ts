import type { Alert, Delivery } from "../../../../shared/contract/alerts.ts";
import { countOf } from "../../../../shared/counts.ts";
import { formatDuration } from "../../../../shared/time.ts";

/** What a rule is about, in a word. */
export function ruleWord({ rule }: Pick<Alert, "rule">): string {
  return rule === "down" ? "Down" : "Slow";
}

/** How long an alert held, or holds. */
export function lengthOf({ firedAt, recoveredAt }: Alert, now: number): string {
  const text = formatDuration(Math.max(0, (recoveredAt ?? now) - firedAt));
  return recoveredAt === null ? `${text} so far` : text;
}

/** Whether all deliveries of an alert arrived, in a few words. */
export function deliveriesInShort({ deliveries }: Pick<Alert, "deliveries">): string {
  const counted = deliveries.filter(({ state }) => state !== "suppressed");
  if (deliveries.length > 0 && counted.length === 0) return "silenced";
  const failed = counted.filter(({ state }) => state === "failed").length;
  const waiting = counted.filter(({ state }) => state === "waiting").length;
  if (failed > 0) return `${failed} of ${counted.length} failed`;
  if (waiting > 0) return `${waiting} of ${counted.length} waiting`;
  return counted.length === 0 ? "nobody" : `${counted.length} delivered`;
}

const whats: Readonly<Record<Delivery["what"], string>> = {
  fired: "That it fired",
  repeated: "That it still holds",
  recovered: "That it is over",
};

/** What somebody was told. */
export function whatWord({ what }: Pick<Delivery, "what">): string {
  return whats[what];
}

const states: Readonly<Record<Delivery["state"], string>> = {
  waiting: "Waiting",
  delivered: "Delivered",
  failed: "Failed",
  suppressed: "Silenced",
};

/** How a delivery went. */
export function deliveryWord({ state }: Pick<Delivery, "state">): string {
  return states[state];
}

/** The status whose picture a delivery has. */
export function lookOfDelivery({ state }: Pick<Delivery, "state">): "passed" | "failed" | "queued" | "skipped" {
  return ({ waiting: "queued", delivered: "passed", failed: "failed", suppressed: "skipped" } as const)[state];
}

/** What is known of a delivery beyond its state: how often it was tried, what was answered, when it is tried again. */
export function deliveryDetail({ attempts, detail, nextAt, state }: Delivery, now: number): string {
  const parts = [];
  if (attempts > 1 || state === "failed") parts.push(countOf(attempts, "attempt"));
  if (detail !== "") parts.push(detail);
  if (state === "waiting" && nextAt !== null)
    parts.push(nextAt <= now ? "tried again now" : `tried again in ${formatDuration(nextAt - now)}`);
  return parts.join(", ");
}

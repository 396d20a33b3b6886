import type { Delivery } from "../../../shared/contract/alerts.ts";
import type { AlertId, MonitorId, ProjectId } from "../../../shared/ids.ts";
import type { RuleName } from "./rule.ts";

/** What a channel is told, as webhooks get it and commands find it in ALERT_JSON. Members may be added, none taken away. */
export interface AlertMessage {
  /** The summary, under the names that chat programs look for. */
  readonly text: string;
  readonly content: string;
  readonly state: Delivery["what"];
  readonly summary: string;
  /** ISO 8601, in UTC. */
  readonly since: string;
  readonly at: string;
  readonly alert: { readonly id: AlertId; readonly rule: RuleName };
  readonly monitor: { readonly id: MonitorId; readonly name: string };
  readonly project: { readonly id: ProjectId; readonly name: string };
}

/** Puts a message together. */
export function messageOf({
  summary,
  since,
  at,
  ...rest
}: Omit<AlertMessage, "text" | "content" | "since" | "at"> & { readonly since: number; readonly at: number }): AlertMessage {
  return { text: summary, content: summary, summary, ...rest, since: isoTime(since), at: isoTime(at) };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

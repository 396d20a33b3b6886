import type { Delivery } from "../../../shared/contract/alerts.ts";
import { type AlertId, alertId, type ProjectId, projectId, rowOf } from "../../../shared/ids.ts";
import type { Database } from "./database.ts";
import { lateCrypto } from "./late-crypto.ts";

/** What is to be told to one channel. */
export interface NewDelivery extends Pick<Delivery, "channel" | "what" | "detail"> {
  readonly alertId: AlertId;
  /** Counts what was told of the alert. */
  readonly sequence: number;
  /** JSON: what is told. */
  readonly message: string;
  /** `waiting` ones are told by whoever tells that channel. */
  readonly state: "waiting" | "delivered" | "suppressed";
}

/** A telling that waits for its next attempt. */
export interface WaitingDelivery extends Pick<Delivery, "channel" | "what" | "attempts" | "queuedAt"> {
  readonly row: number;
  readonly alertId: AlertId;
  readonly projectId: ProjectId;
  /** The same for every attempt. */
  readonly key: string;
  readonly message: string;
  readonly nextAt: number;
}

/** The `delivery` table. Outcomes are events of their alert. */
export interface DeliveryTable {
  /** In the order in which they were told. */
  ofAlert(alert: AlertId): Delivery[];
  /** Keeps what is to be told; each once. */
  queue(delivery: NewDelivery, now: number): void;
  /**
   * What waits, of each alert and channel only what was told first: nobody hears that something is over before hearing that
   * it began. In the order in which it was told. `desktop`: what a desktop shows, else everything else.
   */
  waiting(of: "desktop" | "channels"): WaitingDelivery[];
  /** Notes that an attempt begins, before it does. False, and nothing changed, when somebody else has begun it, or it is over. */
  begin(delivery: WaitingDelivery, nextAt: number): boolean;
  /** Notes that an attempt failed and another follows. */
  retry(row: number, detail: string, nextAt: number, now: number): void;
  /** Ends it. False, and nothing changed, when it has ended. */
  end(row: number, state: "delivered" | "failed" | "suppressed", detail: string, now: number): boolean;
}

interface DeliveryRow {
  id: number;
  alert_id: number;
  channel: string;
  what: Delivery["what"];
  key: string;
  message: string;
  state: Delivery["state"];
  attempts: number;
  detail: string;
  queued_at: number;
  delivered_at: number | null;
  next_at: number | null;
}

/** Gives access to the table. */
export function deliveryTable(database: Database): DeliveryTable {
  const announce = (row: number, now: number) =>
    void database.run(
      "insert into event (at, project_id, alert_id) select ?, a.project_id, a.id from delivery d join alert a on a.id = d.alert_id where d.id = ?",
      now,
      row,
    );
  return {
    ofAlert: (alert) =>
      database.all<DeliveryRow>("select * from delivery where alert_id = ? order by sequence, id", rowOf(alert)).map(toDelivery),
    queue: ({ alertId: alert, channel, what, sequence, message, state, detail }, now) =>
      void database.run(
        `insert into delivery (alert_id, channel, what, sequence, key, message, state, detail, queued_at, delivered_at, next_at)
          values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
        ...[rowOf(alert), channel, what, sequence, lateCrypto().randomUUID(), message, state, detail, now],
        ...[state === "delivered" ? now : null, state === "waiting" ? now : null],
      ),
    waiting: (of) =>
      database
        .all<DeliveryRow & { project_id: number }>(
          `select d.*, a.project_id from delivery d join alert a on a.id = d.alert_id
            where d.next_at is not null and d.channel ${of === "desktop" ? "=" : "<>"} 'desktop' and not exists (
              select 1 from delivery e
              where e.next_at is not null and e.channel = d.channel and e.alert_id = d.alert_id and e.sequence < d.sequence
            ) order by d.id`,
        )
        .map((row) => ({
          ...{ row: row.id, alertId: alertId(row.alert_id), projectId: projectId(row.project_id), channel: row.channel, what: row.what },
          ...{ key: row.key, message: row.message, attempts: row.attempts, queuedAt: row.queued_at, nextAt: row.next_at ?? 0 },
        })),
    begin: ({ row, attempts }, nextAt) =>
      database.one(
        "update delivery set attempts = attempts + 1, next_at = ? where id = ? and attempts = ? and next_at is not null returning id",
        ...[nextAt, row, attempts],
      ) !== undefined,
    retry: (row, detail, nextAt, now) => {
      database.run("update delivery set detail = ?, next_at = ? where id = ? and next_at is not null", detail, nextAt, row);
      announce(row, now);
    },
    end: (row, state, detail, now) => {
      const ended = database.one(
        "update delivery set state = ?, detail = ?, next_at = null, delivered_at = iif(? = 'delivered', ?, null) where id = ? and next_at is not null returning id",
        ...[state, detail, state, now, row],
      );
      if (ended !== undefined) announce(row, now);
      return ended !== undefined;
    },
  };
}

function toDelivery(row: DeliveryRow): Delivery {
  return {
    ...{ channel: row.channel, what: row.what, state: row.state, attempts: row.attempts, detail: row.detail },
    ...{ queuedAt: row.queued_at, deliveredAt: row.delivered_at, nextAt: row.next_at },
  };
}

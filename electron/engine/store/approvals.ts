import type { Approval } from "../../../shared/contract/schemas.ts";
import { type StageRunId, stageRunKeyOf } from "../../../shared/ids.ts";
import type { Database } from "./database.ts";

/** The `approval` table: questions that stages wait for, and what was answered. */
export interface ApprovalTable {
  /** `null` when nobody is asked. */
  get(id: StageRunId): Approval | null;
  /** Asks; nothing changes when that was done before. */
  ask(id: StageRunId, question: string): void;
  /** Keeps an answer. False, and nothing changed, when there is no open question. */
  decide(id: StageRunId, decision: NonNullable<Approval["decision"]>, comment: string, person: string, now: number): boolean;
}

/** Gives access to the `approval` table. */
export function approvalTable(database: Database): ApprovalTable {
  return {
    get: (id) => {
      const { runRow, sequence } = stageRunKeyOf(id);
      const row = database.one<Omit<Approval, "decidedAt"> & { decided_at: number | null }>(
        "select question, decision, comment, person, decided_at from approval where run_id = ? and sequence = ?",
        ...[runRow, sequence],
      );
      if (row === undefined) return null;
      const { decided_at: decidedAt, ...approval } = row;
      return { ...approval, decidedAt };
    },
    ask: (id, question) => {
      const { runRow, sequence } = stageRunKeyOf(id);
      database.run("insert into approval (run_id, sequence, question) values (?, ?, ?) on conflict do nothing", runRow, sequence, question);
    },
    decide: (id, decision, comment, person, now) => {
      const { runRow, sequence } = stageRunKeyOf(id);
      const decided = database.one(
        `update approval set decision = ?, comment = ?, person = ?, decided_at = ?
          where run_id = ? and sequence = ? and decision is null returning run_id`,
        ...[decision, comment, person, now, runRow, sequence],
      );
      return decided !== undefined;
    },
  };
}

/** A trigger that fired and whose run did not come to be, because the process ended between, can fire again. */
export const triggerClaims = {
  version: 240,
  sql: `
    -- What the trigger had seen before what it fired for, until it is known what became of that; null otherwise.
    alter table trigger_state add column seen_before text;
  `,
} as const;

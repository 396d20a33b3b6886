import type { CommitRow } from "../../../../shared/contract/code/history.ts";
import { type LaneRow, type LaneState, layLanes, startLanes } from "../../../../shared/graph/lanes.ts";

/** Draws commits as they are read; rows that were drawn before are not drawn again. */
export function createLaneDrawing(): (rows: readonly CommitRow[]) => readonly LaneRow[] {
  let drawn: { rows: readonly CommitRow[]; lanes: LaneRow[]; state: LaneState } | null = null;
  return (rows) => {
    const before = drawn;
    const isLonger =
      before !== null && before.rows.length <= rows.length && before.rows.every((row, index) => row.commit === rows[index]?.commit);
    const from = isLonger ? before : { rows: [], lanes: [], state: startLanes(headOf(rows)) };
    const { rows: added, state } = layLanes(
      from.state,
      rows.slice(from.rows.length).map(({ commit, parents, refs }) => ({ commit, parents, key: refs[0]?.name })),
    );
    drawn = { rows, lanes: [...from.lanes, ...added], state };
    return drawn.lanes;
  };
}

/** The commit whose line is the straight one: where HEAD is, when that is among the first. */
function headOf(rows: readonly CommitRow[]): string | null {
  return rows.find(({ refs }) => refs.some(({ kind }) => kind === "head"))?.commit ?? rows[0]?.commit ?? null;
}

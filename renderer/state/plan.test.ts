import { expect, test } from "vitest";
import { planStore, showMove } from "./plan.ts";
import { columnsOf } from "./plan-board.ts";
import { boardOf, planItem } from "./plan-test-data.ts";

const titles = () =>
  Object.fromEntries(columnsOf(planStore.getState().board ?? boardOf([])).map(({ name, items }) => [name, items.length]));

test("a move is drawn at once, and back when the engine made none", () => {
  planStore.setState({ board: boardOf([planItem("a"), planItem("b")]) });
  const end = showMove("a", "Doing", null);
  expect(titles()).toMatchObject({ Backlog: 1, Doing: 1 });
  end(false);
  expect(titles()).toMatchObject({ Backlog: 2, Doing: 0 });
});

test("what was read since is not drawn back", () => {
  planStore.setState({ board: boardOf([planItem("a")]) });
  const end = showMove("a", "Doing", null);
  const read = boardOf([planItem("a", { column: "Next" })]);
  planStore.setState({ board: read });
  end(false);
  expect(planStore.getState().board).toBe(read);
});

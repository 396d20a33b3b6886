// Reads the cards in plan/, says what is under way, and fails when a card lacks something.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./folders.mjs";
import { bold, dim, fail } from "./print.mjs";

const states = ["ready", "in progress", "done"];
const points = new Map(states.map((state) => [state, 0]));

for (const name of readdirSync(join(root, "plan"))
  .filter((file) => file.endsWith(".md"))
  .sort()) {
  const lines = readFileSync(join(root, "plan", name), "utf8").split(/\r?\n/);
  const end = lines.indexOf("---", 1);
  const card = Object.fromEntries(lines.slice(1, end).map((line) => line.split(/: (.*)/)));
  if (!states.includes(card.state)) fail(`plan/${name}:1`, `expected a state: ${states.join(", ")}`);
  else if (!/^\d+$/.test(card.estimate ?? "")) fail(`plan/${name}:1`, "expected an estimate in points");
  else {
    points.set(card.state, points.get(card.state) + Number(card.estimate));
    console.log(`${dim(name.slice(0, 4))}  ${bold(card.title)}  ${dim(`${card.state}, ${card.estimate} points`)}`);
  }
}
console.log(states.map((state) => `${state} ${points.get(state)}`).join(" · "));

/** A task of a benchmark: a line for `sh`, and the places of the tasks that come before it. */
export interface Task {
  readonly command: string;
  readonly needs: readonly number[];
}

/** A graph of tasks without their commands. */
export interface Graph {
  readonly title: string;
  readonly atOnce: number;
  /** What each task needs, by place; only tasks before it. */
  readonly needs: readonly (readonly number[])[];
}

const layers = 20;
const layerSize = 100;

/** Every graph that tools are compared on. */
export const graphs: readonly Graph[] = [
  { title: "200 tasks in a row", atOnce: 1, needs: Array.from({ length: 200 }, (_, place) => (place === 0 ? [] : [place - 1])) },
  { title: "200 independent tasks, 8 at a time", atOnce: 8, needs: Array.from({ length: 200 }, () => []) },
  {
    title: "2,000 tasks in 20 layers, each needs three of the layer before, 8 at a time",
    atOnce: 8,
    needs: Array.from({ length: layers * layerSize }, (_, place) => (place < layerSize ? [] : threeBefore(place))),
  },
];

function threeBefore(place: number): number[] {
  const before = (Math.floor(place / layerSize) - 1) * layerSize;
  return [0, 33, 66].map((step) => before + ((place + step) % layerSize));
}

/** Tasks that do nothing. */
export function trivialTasks({ needs }: Graph): Task[] {
  return needs.map((list) => ({ command: "exec /bin/true", needs: list }));
}

/** Tasks that each add their place to a file. */
export function tellingTasks({ needs }: Graph, file: string): Task[] {
  return needs.map((list, place) => ({ command: `echo ${place} >> "${file}"`, needs: list }));
}

/** What is wrong with the places that were told, in their order; `null` when each task ran once, after all that it needs. */
export function faultIn({ needs }: Graph, told: readonly number[]): string | null {
  const positions = new Map(told.map((place, position) => [place, position]));
  if (positions.size !== needs.length) return `${positions.size} of ${needs.length} tasks ran`;
  if (told.length !== needs.length) return `${told.length - needs.length} tasks ran more than once`;
  const isEarly = (place: number, need: number) => (positions.get(place) ?? 0) < (positions.get(need) ?? 0);
  const early = needs.findIndex((list, place) => list.some((need) => isEarly(place, need)));
  return early === -1 ? null : `task ${early} ran before what it needs`;
}

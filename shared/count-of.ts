const figures = new Intl.NumberFormat("en");

/** So many of something, with thousands apart: `1 run`, `1,184 runs`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${figures.format(count)} ${count === 1 ? one : many}`;
}

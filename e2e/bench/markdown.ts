import type { BenchRow } from "./bench-row.ts";

/** A table of its own shape: what stands over it, its head, and its rows. */
export interface BenchTable {
  readonly title: string;
  /** The first column is text, all others are figures. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The head of the table that all rows with a bar share, as in docs/measurements.md. */
export const rowHead = ["", "Ours", "Peer", "Ratio", "Bar", ""] as const;

/** A row of that table. */
export function rowCells({ name, ours, peer, ratio, bar, isMet }: BenchRow): string[] {
  const verdict = bar === "told" || isMet === null ? "" : isMet ? "met" : "missed";
  return [name, ours, peer, ratio === null || bar === "" ? "" : ratio.toFixed(2), bar, verdict];
}

/** A line of a Markdown table. */
export function tableLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`.replaceAll(/ +\|/g, " |");
}

/** The lines under which rows follow. */
export function tableHead(head: readonly string[]): string {
  return `${tableLine(head)}\n${tableLine(head.map((_, column) => (column === 0 ? "---" : "---:")))}`;
}

/** A whole table with its title. */
export function wholeTable({ title, head, rows }: BenchTable): string {
  return `${title}\n\n${[tableHead(head), ...rows.map(tableLine)].join("\n")}\n`;
}

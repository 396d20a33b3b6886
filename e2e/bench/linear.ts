import { type BenchRow, limitRow, median } from "./bench-row.ts";
import { runMillrace, writeMillraceProject } from "./millrace-run.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const rounds = 3;
const atOnce = 8;
const few = 100;
const middle = 1_000;
const many = 10_000;

/** How much dearer a stage may become when the pipeline is ten times as long. */
const steepest = 1.25;

/** Whether the cost of a stage stays the same however many a run has: 100, 1,000 and 10,000 trivial ones, in turn. */
export function linear(): Promise<BenchRow[]> {
  return withTemporaryFolder(async (folder) => {
    const sizes = [few, middle, many].map((count) => {
      const stages = Array.from({ length: count }, () => ({ run: "exec /bin/true", needs: [] }));
      return { count, project: writeMillraceProject(folder, `linear-${count}`, stages) };
    });
    const times = sizes.map((): number[] => []);
    const memoryMiB = sizes.map((): number[] => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [place, { project }] of sizes.entries()) {
        const { ms, peakMiB } = await runMillrace(folder, project, atOnce);
        times[place]?.push(ms);
        memoryMiB[place]?.push(peakMiB);
      }
    }
    const took = (place: number, round: number) => times[place]?.[round] ?? Number.NaN;
    const marginal = (place: number, round: number) =>
      (took(place, round) - took(place - 1, round)) / ((sizes[place]?.count ?? 0) - (sizes[place - 1]?.count ?? 0));
    const ofRounds = (figure: (round: number) => number) => median(Array.from({ length: rounds }, (_, round) => figure(round)));
    const ratio = ofRounds((round) => marginal(2, round) / marginal(1, round));
    return [
      ...sizes.map(({ count }, place) => ({
        ...limitRow(
          `each of ${count} stages, ${atOnce} at a time, whole process`,
          ofRounds((round) => took(place, round) / count),
          1,
          "ms",
        ),
        ...{ peer: `peak ${median(memoryMiB[place] ?? []).toFixed(0)} MiB`, bar: "told", ratio: null, isMet: true },
      })),
      {
        name: `each stage beyond ${middle}, against each beyond ${few}`,
        ours: `${ofRounds((round) => marginal(2, round)).toPrecision(2)} ms`,
        peer: `${ofRounds((round) => marginal(1, round)).toPrecision(2)} ms`,
        ...{ ratio, bar: `≤ ${steepest} ×`, isMet: ratio <= steepest },
      },
    ];
  });
}

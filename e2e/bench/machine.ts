import { cpus, release, totalmem, type } from "node:os";

/** What the figures were taken on, in one line. */
export function machine(): string {
  const cores = cpus();
  const memoryGiB = (totalmem() / 1024 ** 3).toFixed(0);
  return `${cores.length} × ${cores[0]?.model ?? "unknown processor"}, ${memoryGiB} GiB, ${type()} ${release()}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;
}

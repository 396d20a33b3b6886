/** How long all cores together have worked, and have been there, in any unit. */
export interface ProcessorTimes {
  readonly busy: number;
  readonly total: number;
}

/** What has come and gone over all networks but the machine's own. */
export interface Traffic {
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** Reads `/proc/stat`; `null` when it has no line for all cores. */
export function parseProcessorTimes(text: string): ProcessorTimes | null {
  const line = /^cpu\s+(.+)$/m.exec(text)?.[1];
  if (line === undefined) return null;
  // Time given to guests, the ninth and tenth, is within that of programs.
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, interrupts = 0, softInterrupts = 0, stolen = 0] = line
    .trim()
    .split(/\s+/)
    .map(Number);
  const busy = user + nice + system + interrupts + softInterrupts + stolen;
  const total = busy + idle + waiting;
  return Number.isFinite(total) ? { busy, total } : null;
}

/** Bytes in use, of `/proc/meminfo`: all but what programs could have; `null` when it does not say. */
export function parseMemory(text: string): number | null {
  const kibibytes = (name: string) => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1];
    return found === undefined ? null : Number(found);
  };
  const total = kibibytes("MemTotal");
  // Linux before 3.14 does not estimate it.
  const available = kibibytes("MemAvailable") ?? kibibytes("MemFree");
  return total === null || available === null ? null : Math.max(0, total - available) * 1024;
}

/** The load of the last minute, of `/proc/loadavg`; `null` when it does not say. */
export function parseLoad(text: string): number | null {
  const load = Number(/^\d+\.\d+/.exec(text)?.[0] ?? Number.NaN);
  return Number.isNaN(load) ? null : load;
}

/** Reads `/proc/net/dev`; `null` when it names no network but the machine's own. */
export function parseNetwork(text: string): Traffic | null {
  const cards = [...text.matchAll(/^\s*([^\s:|]+):\s*(.+)$/gm)].filter(([, name]) => name !== "lo");
  if (cards.length === 0) return null;
  let receivedBytes = 0;
  let sentBytes = 0;
  for (const [, , columns = ""] of cards) {
    const numbers = columns.trim().split(/\s+/).map(Number);
    receivedBytes += numbers[0] ?? 0;
    sentBytes += numbers[8] ?? 0;
  }
  return { receivedBytes, sentBytes };
}

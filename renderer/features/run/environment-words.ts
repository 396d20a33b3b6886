import type { Fingerprint, FingerprintDifference } from "../../../shared/contract/fingerprint.ts";
import { formatBytes } from "../../../shared/time.ts";

const systemWords: Readonly<Record<keyof Fingerprint["system"], string>> = {
  platform: "Platform",
  distribution: "System",
  release: "Kernel",
  arch: "Processor",
  cores: "Cores",
  memoryMiB: "Memory",
  shell: "Shell",
  locale: "Locale",
  timeZone: "Time zone",
  node: "Node of Millrace",
  millrace: "Millrace",
};

/** The facts of a system in the order of the list above, each with its word. */
export function systemFacts(system: Fingerprint["system"]): { name: string; word: string; value: string }[] {
  return (Object.keys(systemWords) as (keyof Fingerprint["system"])[]).map((name) => ({
    name,
    word: systemWords[name],
    value: systemValue(name, String(system[name])),
  }));
}

function systemValue(name: string, value: string): string {
  return name === "memoryMiB" ? formatBytes(Number(value) * 1024 ** 2) : value;
}

/** A difference as a row: what it is, and both sides as short as they can be told apart. */
export function describeDifference({ kind, name, before, after }: FingerprintDifference): {
  kind: string;
  name: string;
  before: string;
  after: string;
} {
  const words = { tool: "Program", "lock-file": "Lock file", system: "System", variable: "Variable" } as const;
  const side = (value: string | null): string => {
    if (value === null) return kind === "variable" ? "not set" : "not there";
    if (kind === "lock-file") return value.slice(0, 12);
    return kind === "system" ? systemValue(name, value) : value;
  };
  const isFact = kind === "system" && Object.hasOwn(systemWords, name);
  return {
    kind: words[kind],
    name: isFact ? systemWords[name as keyof Fingerprint["system"]] : name,
    before: side(before),
    after: side(after),
  };
}

/** Names of the programs, files, facts and variables of this kind that differ. */
export function changedNames(differences: readonly FingerprintDifference[], kind: FingerprintDifference["kind"]): Set<string> {
  return new Set(differences.filter((difference) => difference.kind === kind).map(({ name }) => name));
}

import { matrixVariable } from "./variable-names.ts";

const variable = /\$\{(MATRIX_[A-Z0-9_]+)\}|\$(MATRIX_[A-Z0-9_]+)/g;

/** The variables of a matrix that a glob of a report asks for. */
export function variablesIn(glob: string): string[] {
  return [...glob.matchAll(variable)].map(([, braced, plain]) => braced ?? plain ?? "");
}

/**
 * A glob for one variant: `$MATRIX_SHARD` stands for its value of the axis `shard`, taken as it is; nothing where it has
 * none. Variants that run at the same time in one folder can keep their reports apart by this.
 */
export function globForVariant(glob: string, values: Readonly<Record<string, string>>): string {
  const known = new Map(Object.entries(values).map(([axis, value]) => [matrixVariable(axis), value]));
  return glob.replace(variable, (_, braced?: string, plain?: string) => asText(known.get(braced ?? plain ?? "") ?? ""));
}

function asText(value: string): string {
  return value.replace(/[*?[{(]/g, "[$&]");
}

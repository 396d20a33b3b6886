/**
 * The middle of a variable's name that stands for a stage, an axis or an output: capitals, digits and `_`, as in
 * `NEEDS_UNIT_TEST_COVERAGE`.
 */
export function variablePart(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, "_");
}

/** The variable in which a variant finds the value of an axis. */
export function matrixVariable(axis: string): string {
  return `MATRIX_${variablePart(axis)}`;
}

/** The variable in which a stage finds what one that it needs has written to `$MILLRACE_OUTPUT`. */
export function outputVariable(stage: string, key: string): string {
  return `NEEDS_${variablePart(stage)}_${variablePart(key)}`;
}

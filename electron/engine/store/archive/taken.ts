/** Which runs go into a file, as a condition on the table that is called `run` there: ended ones, but for those of searches. */
export function isTaken(run: string): string {
  return `${run}.finished_at is not null and ${run}.removed_at is null and ${run}.trigger <> 'culprit'`;
}

/** The run that `column` names, when it goes into the file as well. */
export function takenRun(column: string): string {
  return `(select taken.id from run taken where taken.id = ${column} and ${isTaken("taken")})`;
}

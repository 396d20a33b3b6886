/**
 * The outcome of something that is expected to fail sometimes: a value or a tagged failure, never an exception.
 * Exceptions are left for broken promises of our own.
 */
export type Result<Value, Failure> = Ok<Value> | Err<Failure>;

/** The good half of a {@link Result}. */
export interface Ok<Value> {
  readonly ok: true;
  readonly value: Value;
}

/** The other half of a {@link Result}. */
export interface Err<Failure> {
  readonly ok: false;
  readonly failure: Failure;
}

/**
 * What every expected failure carries. `code` is stable and made for programs; `message` names the thing, the
 * place and the reason in one sentence; `hint` says what to do next and is empty when there is nothing to do.
 */
export interface Failure<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
}

/** Wraps a value as the good half of a {@link Result}. */
export function ok<Value>(value: Value): Ok<Value> {
  return { ok: true, value };
}

/** Wraps a failure as the other half of a {@link Result}. */
export function err<F>(failure: F): Err<F> {
  return { ok: false, failure };
}

/** Builds a {@link Failure}; `hint` may be left out when there is nothing to do. */
export function failure<Code extends string>(code: Code, message: string, hint = ""): Failure<Code> {
  return { code, message, hint };
}

/** Closes a `switch` over a union: a new member that was forgotten is a compile error, a lie at run time is a bug. */
export function assertNever(value: never): never {
  throw new Error(`Not a member of its union: ${JSON.stringify(value)}`);
}

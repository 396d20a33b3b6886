import type { Failure, Result } from "../../shared/result.ts";

/** A failure's code as the contract declares it: `folder-missing` is `FOLDER_MISSING`. */
type Declared<Code extends string> = Code extends `${infer Head}-${infer Tail}` ? `${Uppercase<Head>}_${Declared<Tail>}` : Uppercase<Code>;

/** What oRPC hands to a handler: one constructor for each error that the procedure declares. */
type ErrorConstructors<Code extends string> = {
  readonly [Name in Declared<Code>]: (options: { message: string; data: never }) => Error;
};

/**
 * Answers with the value, or throws the declared error that belongs to the failure's code. That every code is declared
 * is checked by the compiler.
 */
export function answer<Value, F extends Failure>(result: Result<Value, F>, errors: ErrorConstructors<F["code"]>): Value {
  if (result.ok) return result.value;
  const { code, message, ...data } = result.failure;
  const name = code.toUpperCase().replaceAll("-", "_") as Declared<F["code"]>;
  const construct = errors[name] as (options: { message: string; data: unknown }) => Error;
  throw construct({ message, data });
}

import type { Failure, Result } from "../../shared/result.ts";
import { answer } from "./answer.ts";

/** The events of an operation; a failure at its end is thrown as the declared error that belongs to it. */
export async function* operationStream<Event, F extends Failure>(
  operation: AsyncGenerator<Event, Result<unknown, F>, void>,
  errors: Parameters<typeof answer<unknown, F>>[1],
): AsyncGenerator<Event, void, void> {
  answer(yield* operation, errors);
}

/** What an answer of the store or the engine holds. */
export function take<Value>(
  answer: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: { readonly message: string } },
): Value {
  if (!answer.ok) throw new Error(answer.failure.message);
  return answer.value;
}

import type { Failure } from "../../../shared/result.ts";

/**
 * What can be wrong with secrets, as told to a person. No message ever holds a value.
 * `secret-refused`: the name or the value cannot be one · `secrets-unreadable`: the key or a sealed file is damaged,
 * another's or out of reach, and stays as it is · `secrets-unwritable`: nothing was kept.
 */
export type SecretFailure = Failure<"secret-refused" | "secrets-unreadable" | "secrets-unwritable">;

/** The `code` of a system's error; `null` of anything else, which is a bug of ours. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

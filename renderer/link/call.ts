import { type ClientPromiseResult, type ORPCError, safe } from "@orpc/client";
import { err, type Failure, ok, type Result } from "../../shared/result.ts";
import type { Client } from "./client.ts";

/** What can go wrong on the way to the engine and back, whatever was asked. */
export type LinkFailure = Failure<"ENGINE_LOST" | "ABORTED" | "UNEXPECTED">;

/** A declared failure of a procedure as a value: `code` tells which, `data` what it carries. */
export type DeclaredFailure<Problem> =
  Problem extends ORPCError<infer Code extends string, infer Data> ? Failure<Code> & { readonly data: Data } : never;

/** Every way in which one call may fail. */
export type CallFailure<Problem> = DeclaredFailure<Problem> | LinkFailure;

let current: Client | null = null;

/** Says which client {@link call} uses from now on; `null` while there is no engine. */
export function setClient(client: Client | null): void {
  current = client;
}

/**
 * Asks the engine something. Never throws: an expected failure comes back as a value, typed by what the contract
 * declares for that procedure.
 */
export async function call<Output, Problem>(
  ask: (client: Client) => ClientPromiseResult<Output, Problem>,
): Promise<Result<Output, CallFailure<Problem>>> {
  if (current === null) return err(engineLost());
  const client = current;
  const outcome = await safe(ask(client));
  if (outcome.isSuccess) return ok(outcome.data);
  return err(await failureOf(client, outcome));
}

/**
 * Asks the engine for something that tells how it goes, and hands over each thing told. Never throws; ends with the last
 * one, or with the failure that it ended with.
 */
export async function follow<Event, Problem>(
  ask: (client: Client) => ClientPromiseResult<AsyncIterable<Event>, Problem>,
  onEvent: (event: Event) => void,
): Promise<Result<null, CallFailure<Problem>>> {
  if (current === null) return err(engineLost());
  const client = current;
  const outcome = await safe(tellAll(ask(client), onEvent) as ClientPromiseResult<null, Problem>);
  if (outcome.isSuccess) return ok(null);
  return err(await failureOf(client, outcome));
}

async function tellAll<Event>(asked: Promise<AsyncIterable<Event>>, onEvent: (event: Event) => void): Promise<null> {
  for await (const event of await asked) onEvent(event);
  return null;
}

async function failureOf<Problem>(client: Client, outcome: { isDefined: boolean; error: unknown }): Promise<CallFailure<Problem>> {
  if (outcome.isDefined) return declared(outcome.error as { code: string; message: string; data: unknown });
  // A dying link fails its calls a moment before it is known to be dead.
  await new Promise((resolve) => setTimeout(resolve, 0));
  return current === client ? unexpected(outcome.error) : engineLost();
}

function declared<Problem>(error: { code: string; message: string; data: unknown }): DeclaredFailure<Problem> {
  const { code, message, data } = error;
  const hint = typeof data === "object" && data !== null && "hint" in data && typeof data.hint === "string" ? data.hint : "";
  return { code, message, hint, data } as unknown as DeclaredFailure<Problem>;
}

function engineLost(): LinkFailure {
  return { code: "ENGINE_LOST", message: "The engine does not answer.", hint: "The window reconnects by itself; try again then." };
}

function unexpected(error: unknown): LinkFailure {
  if (error instanceof Error && error.name === "AbortError") {
    return { code: "ABORTED", message: "It was given up.", hint: "" };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return {
    code: "UNEXPECTED",
    message: `Something went wrong inside Millrace: ${reason}`,
    hint: "Try again; if it stays, the doctor in Settings may know why.",
  };
}

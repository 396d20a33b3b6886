import type { Socket } from "node:net";
import type { StageRunId } from "../../../shared/ids.ts";
import type { Failure, Result } from "../../../shared/result.ts";
import type { StatusReason } from "../../../shared/status.ts";
import { askOverSocket, type LocalSocket, listenForLines } from "../process/process.ts";

export { connectToPlace as connectToHost, type LocalSocket as HostSocket } from "../process/process.ts";

/*
 * How others reach a run host: a local socket, one JSON object a line.
 */

/** What a run host may be asked: to stop (`stageRunId` is `null` for the whole run), or to look whether a person has answered. */
export type HostCommand =
  | { readonly type: "cancel"; readonly stageRunId: StageRunId | null; readonly reason: CancelReason }
  | { readonly type: "look" };

/** Why something is told to stop. */
export type CancelReason = Extract<StatusReason, "canceled-by-user" | "replaced-by-newer">;

/** Listens at `place`. `onCommand` is called for each command, and says whether it is followed; its sender is told. */
export function listenForCommands(
  place: string,
  onCommand: (command: HostCommand) => boolean,
): Promise<Result<LocalSocket, Failure<"socket-failed">>> {
  return listenForLines(place, (line) => {
    const command = parseCommand(line);
    return JSON.stringify({ ok: command !== null && onCommand(command) });
  });
}

function parseCommand(line: string): HostCommand | null {
  try {
    const value = JSON.parse(line) as { type?: unknown; stageRunId?: unknown; reason?: unknown };
    if (value.type === "look") return { type: "look" };
    const stageRunId = value.stageRunId ?? null;
    if (value.type !== "cancel" || !(stageRunId === null || typeof stageRunId === "string")) return null;
    const reason = value.reason === "replaced-by-newer" ? value.reason : "canceled-by-user";
    return { type: "cancel", stageRunId: stageRunId as StageRunId | null, reason };
  } catch {
    return null;
  }
}

/** Sends a command and waits until it is taken; `false` when the host leaves or went away instead, or keeps silent. */
export async function sendCommand(socket: Socket, command: HostCommand): Promise<boolean> {
  return (await askOverSocket(socket, JSON.stringify(command)))?.includes('"ok":true') === true;
}

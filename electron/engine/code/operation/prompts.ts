import { randomBytes, timingSafeEqual } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { basename, dirname, join } from "node:path";
import type { OperationEvent } from "../../../../shared/contract/code/shared.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { newSocketPlace } from "../../process/process.ts";
import { plain } from "./told-text.ts";

/*
 * Git and ssh ask through programs (`GIT_ASKPASS`, `SSH_ASKPASS`), which get the question as an argument and print the
 * answer. Ours is a few lines that ask here, over a local socket that only this person can reach, with a token that only
 * this operation's processes have in their environment. An answer goes through memory alone: nothing of it is kept.
 */

/** How the program that git starts is run: `file` by a Node, which under Electron is Electron itself. */
export interface AskProgram {
  readonly executable: string;
  readonly file: string;
}

/** Where an operation's questions come in. */
export interface PromptDoor {
  /** The environment under which git and ssh ask here. */
  readonly variables: Readonly<Record<string, string>>;
  /** What is asked is of no interest any more. */
  close(): void;
}

/** Where questions of git and ssh are told, and answered. */
export interface PromptDesk {
  /** Lets an operation ask; `tell` gets its questions. */
  open(tell: (event: OperationEvent) => void): Promise<Result<PromptDoor, Failure<"no-socket-folder">>>;
  /** Hands an answer to whoever asked; `null` gives up. False when nobody asks that any more. */
  answer(promptId: string, text: string | null): boolean;
  close(): void;
}

/** A question, as the program asks it. */
interface Question {
  readonly token: string;
  readonly text: string;
  /** Ssh's `SSH_ASKPASS_PROMPT`: `confirm` asks for yes or no, `none` only tells; empty for a text. */
  readonly kind: string;
}

interface Open {
  readonly tell: (event: OperationEvent) => void;
  readonly sockets: Set<Socket>;
}

const folderPrefix = "ask-";
/** A question is a line. */
const maxQuestionCharacters = 16_384;

/** Makes a desk. Nothing listens before the first operation. */
export function createPromptDesk(program: AskProgram): PromptDesk {
  const doors = new Map<string, Open>();
  const waiting = new Map<string, Socket>();
  let listening: Promise<Result<Listener, Failure<"no-socket-folder">>> | null = null;

  function ask(socket: Socket, { token, text, kind }: Question): void {
    const door = [...doors].find(([known]) => isSame(known, token))?.[1];
    if (door === undefined) {
      socket.destroy();
      return;
    }
    door.sockets.add(socket);
    const line = plain(text).trim();
    if (kind === "none") {
      door.tell({ type: "line", text: line });
      return;
    }
    const promptId = randomBytes(9).toString("base64url");
    waiting.set(promptId, socket);
    socket.once("close", () => waiting.delete(promptId));
    door.tell({ type: "prompt", promptId, text: line, isSecret: kind !== "confirm" && isSecret(line) });
  }

  return {
    open: async (tell) => {
      listening ??= listen(program, ask);
      const listener = await listening;
      if (!listener.ok) {
        listening = null;
        return listener;
      }
      const token = randomBytes(24).toString("base64url");
      const door: Open = { tell, sockets: new Set() };
      doors.set(token, door);
      const { script, place } = listener.value;
      return ok({
        variables: {
          GIT_ASKPASS: script,
          SSH_ASKPASS: script,
          // Without this ssh asks so only where there is a screen and no terminal.
          SSH_ASKPASS_REQUIRE: "force",
          MILLRACE_ASK: place,
          MILLRACE_ASK_TOKEN: token,
        },
        close: () => {
          doors.delete(token);
          // A socket says later that it is closed; its question cannot be answered from now on.
          for (const [promptId, socket] of waiting) if (door.sockets.has(socket)) waiting.delete(promptId);
          for (const socket of door.sockets) socket.destroy();
        },
      });
    },
    answer: (promptId, text) => {
      const socket = waiting.get(promptId);
      if (socket === undefined) return false;
      waiting.delete(promptId);
      socket.end(`${JSON.stringify({ text })}\n`);
      return true;
    },
    close: () => {
      for (const { sockets } of doors.values()) for (const socket of sockets) socket.destroy();
      doors.clear();
      void listening?.then((listener) => (listener.ok ? listener.value.close() : undefined));
    },
  };
}

/** Names and yes or no are shown while they are typed. */
function isSecret(text: string): boolean {
  return !/^Username for |\(yes\/no|continue connecting/i.test(text);
}

function isSame(known: string, given: string): boolean {
  const [left, right] = [Buffer.from(known), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}

interface Listener {
  /** What git and ssh start. */
  readonly script: string;
  /** Where it asks. */
  readonly place: string;
  close(): void;
}

async function listen(
  program: AskProgram,
  onQuestion: (socket: Socket, question: Question) => void,
): Promise<Result<Listener, Failure<"no-socket-folder">>> {
  const found = newSocketPlace(process.env);
  if (!found.ok) return found;
  const isPipe = process.platform === "win32";
  const parent = isPipe ? (process.env.TEMP ?? ".") : dirname(found.value);
  sweep(parent);
  const folder = join(parent, `${folderPrefix}${process.pid}-${basename(found.value)}`);
  const place = isPipe ? found.value : join(folder, "s");
  try {
    mkdirSync(folder, { mode: 0o700 });
    const script = join(folder, "ask");
    writeFileSync(script, scriptOf(program));
    chmodSync(script, 0o700);
    const server = createServer((socket) => takeQuestion(socket, onQuestion));
    await bound(server, place);
    // Waiting for questions keeps no process alive.
    server.unref();
    const close = () => {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    };
    process.once("exit", close);
    return ok({ script, place, close });
  } catch (cause) {
    return err(
      failure("no-socket-folder", `Git's questions cannot be passed on: ${cause instanceof Error ? cause.message : String(cause)}.`),
    );
  }
}

function bound(server: Server, place: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(place, resolve);
  });
}

/** Git for Windows runs such a script, too. */
function scriptOf({ executable, file }: AskProgram): string {
  const word = (path: string) => `'${(process.platform === "win32" ? path.replaceAll("\\", "/") : path).replaceAll("'", "'\\''")}'`;
  return `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${word(executable)} ${word(file)} "$@"\n`;
}

function takeQuestion(socket: Socket, onQuestion: (socket: Socket, question: Question) => void): void {
  let text = "";
  socket.setEncoding("utf8");
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: string) => {
    const isAsked = text.includes("\n");
    text += chunk;
    if (isAsked) return;
    const end = text.indexOf("\n");
    if (end === -1) {
      if (text.length > maxQuestionCharacters) socket.destroy();
      return;
    }
    const question = parseQuestion(text.slice(0, end));
    if (question === null) socket.destroy();
    else onQuestion(socket, question);
  });
}

function parseQuestion(line: string): Question | null {
  try {
    const { token, text, kind } = JSON.parse(line) as Record<string, unknown>;
    return typeof token === "string" && typeof text === "string" && typeof kind === "string" ? { token, text, kind } : null;
  } catch {
    return null;
  }
}

/** Takes away what processes left that were killed. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    const id = new RegExp(`^${folderPrefix}(\\d+)-`).exec(name)?.[1];
    if (id !== undefined && !isAlive(Number(id))) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}

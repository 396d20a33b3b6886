import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, constants, openSync, readSync, rmSync, unlinkSync } from "node:fs";
import { createServer, Socket } from "node:net";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";

/** A pipe that commands write to and this process reads. */
export interface OutputPipe {
  /** For the standard output and error of commands: one pipe keeps them in the order in which they were written. */
  readonly writeFd: number;
  /** Calls `done` when everything has been told that was written before: at once, except on Windows. */
  drain(done: () => void): void;
  /**
   * Ends the telling. What processes that hold the pipe still write is read and dropped, so that none of them is stopped
   * or killed by it; nobody waits for them.
   */
  close(): void;
}

/** As much as a pipe gives at a time. */
const readBytes = 64 * 1024;

/** The most that one can hold, whoever enlarged it; more than that was written later. */
const mostHeldBytes = 1024 * 1024;

/** Where a pipe cannot be asked whether it is empty, so much silence says that it is. */
const silenceMs = 50;

/**
 * Opens a pipe at `place`, a free name in a folder of this person's own. Node starts commands with sockets in place of
 * pipes, one for each of both streams: their order would be lost, and no script could open /dev/stderr. So it is a named
 * pipe, whose name is gone before this answers. `onOutput` must not keep the chunk.
 */
export async function openOutputPipe(
  place: string,
  onOutput: (chunk: Buffer) => void,
): Promise<Result<OutputPipe, Failure<"could-not-start">>> {
  try {
    return ok(process.platform === "win32" ? await openOnWindows(place, onOutput) : await openNamed(place, onOutput));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return err(failure("could-not-start", `The pipe for the stage's output could not be made: ${why}.`));
  }
}

/**
 * The same at a place that stays: who writes to it holds it open for reading, too, so that what they write waits there when
 * this process is gone, until the next one opens it. `isNew`: nobody holds it yet. On Windows it goes with this process.
 */
export async function openKeptPipe(
  place: string,
  isNew: boolean,
  onOutput: (chunk: Buffer) => void,
): Promise<Result<OutputPipe, Failure<"could-not-start">>> {
  if (process.platform === "win32") return openOutputPipe(`\\\\.\\pipe\\millrace-${randomBytes(6).toString("hex")}`, onOutput);
  try {
    if (isNew) {
      rmSync(place, { force: true });
      await makeNamedPipe(place);
    }
    const readFd = openSync(place, constants.O_RDONLY | constants.O_NONBLOCK);
    return ok(supervise(readFd, openSync(place, constants.O_RDWR), onOutput));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return err(failure("could-not-start", `The pipe for the output could not be made: ${why}.`));
  }
}

async function openNamed(place: string, onOutput: (chunk: Buffer) => void): Promise<OutputPipe> {
  await makeNamedPipe(place);
  let readFd = -1;
  try {
    // Without waiting for a writer: that is opened next.
    readFd = openSync(place, constants.O_RDONLY | constants.O_NONBLOCK);
    const writeFd = openSync(place, constants.O_WRONLY);
    return supervise(readFd, writeFd, onOutput);
  } catch (error) {
    if (readFd !== -1) closeSync(readFd);
    throw error;
  } finally {
    unlinkSync(place);
  }
}

async function makeNamedPipe(place: string): Promise<void> {
  const child = spawn("mkfifo", ["-m", "600", place], { stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    complaint += text;
  });
  const [exitCode] = await once(child, "close");
  if (exitCode !== 0) throw new Error(complaint.trim() || `mkfifo ended with ${exitCode}`);
}

function supervise(readFd: number, writeFd: number, onOutput: (chunk: Buffer) => void): OutputPipe {
  const buffer = Buffer.allocUnsafeSlow(readBytes);
  let isOpen = true;
  const tell = (bytes: number) => {
    if (isOpen && bytes > 0) onOutput(buffer.subarray(0, bytes));
    return true;
  };
  const socket = new Socket({ fd: readFd, readable: true, writable: false, onread: { buffer, callback: tell } });
  // Nobody is left to be told.
  socket.on("error", () => {});
  return {
    writeFd,
    drain: (done) => {
      for (let left = mostHeldBytes; left > 0; ) {
        const bytes = readNow(readFd, buffer);
        if (bytes === 0) break;
        tell(bytes);
        left -= bytes;
      }
      done();
    },
    close: () => {
      isOpen = false;
      closeSync(writeFd);
      socket.unref();
    },
  };
}

/** What is there, up to a buffer full; 0 for nothing. */
function readNow(descriptor: number, buffer: Buffer): number {
  try {
    return readSync(descriptor, buffer);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EAGAIN") return 0;
    throw error;
  }
}

/** There a pipe's server is a socket, and a command can be given the other end as a file. */
async function openOnWindows(place: string, onOutput: (chunk: Buffer) => void): Promise<OutputPipe> {
  const server = createServer().listen(place);
  await once(server, "listening");
  const connected = once(server, "connection");
  const writeFd = openSync(place, "r+");
  const [socket] = (await connected) as [Socket];
  server.close();
  let isOpen = true;
  let onSilence = () => {};
  socket.on("error", () => {});
  socket.on("data", (chunk: Buffer) => {
    if (isOpen) onOutput(chunk);
    onSilence();
  });
  return {
    writeFd,
    drain: (done) => {
      const timer = setTimeout(done, silenceMs);
      onSilence = () => void timer.refresh();
    },
    close: () => {
      isOpen = false;
      closeSync(writeFd);
      socket.unref();
    },
  };
}

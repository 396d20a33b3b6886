import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { findProgram, newSocketPlace, type PipedProgram, startPiped } from "../../process/process.ts";
import { onLines } from "../lines.ts";
import { explainConnection, explainRemote } from "./explain-ssh.ts";
import { lockLost } from "./lock.ts";
import { firstLine, furtherLine, type RemoteCall, type RemotePlace, remoteCommand, remoteExit } from "./remote-script.ts";
import { createSession, type SshSession } from "./ssh-session.ts";
import type { TargetAnswer, TargetFailure } from "./target.ts";

/** Where to connect to, and as what. */
export interface SshAddress extends RemotePlace {
  /** As ssh knows it. */
  readonly host: string;
  readonly port: number | null;
  /** The target, for a person. */
  readonly name: string;
  /** The complete environment of ssh; its PATH says which one. */
  readonly environment: Readonly<Record<string, string>>;
  /** An absolute folder. */
  readonly folder: string;
}

/** A call that takes its time, beside which others go on. */
export interface LongCall extends RemoteCall {
  readonly input?: AsyncIterable<Buffer>;
  /** Lines of the answer as they come, instead of all at its end. Its input stays open until one of them was the last. */
  readonly onLine?: (line: string) => "last" | undefined;
  /** It is asked to end when this is: its input ends, and soon after its connection. */
  readonly signal?: AbortSignal;
}

/** Nothing that can ask a question, no other meaning of the connection, and a host that is gone is noticed. Keys are ssh's. */
const options = [
  "BatchMode=yes",
  "ConnectTimeout=15",
  "ServerAliveInterval=5",
  "ServerAliveCountMax=3",
  "RemoteCommand=none",
  "ClearAllForwardings=yes",
];

/** The system limits names of sockets, and ssh adds some characters of its own to it at first. */
const mostSocketBytes = 85;

/** How long a call that is asked to end may take to. */
const graceMs = 3_000;

/** How long it may take to end after its last line. */
const lastMs = 200;

/** One connection to a host: short calls are answered by one session, long ones have theirs, over the same where ssh can. */
export class SshConnection {
  readonly #address: SshAddress;
  #program: string | null = null;
  /** Where ssh shares its connection; `null` where it cannot. */
  #socket: string | null = null;
  #session: SshSession | null = null;
  #opening: Promise<Result<SshSession, TargetFailure>> | null = null;
  #wasThere = false;

  constructor(address: SshAddress) {
    this.#address = address;
  }

  /** Runs a function of the script that is done in a moment. What it wrote, or why it did not. */
  async call(act: string, ...values: string[]): TargetAnswer<string> {
    const session = await this.#open();
    if (!session.ok) return session;
    const line = furtherLine({ act, values });
    if (line === null) return this.#unfit();
    const answer = await session.value.ask(line);
    if (answer === null) return err(explainConnection(this.#address.host, session.value.said(), true));
    return this.#judge(answer.exitCode, answer.text, answer.text);
  }

  /** Runs one that takes its time. */
  async callLong(call: LongCall): TargetAnswer<string> {
    const opened = await this.#open();
    if (!opened.ok) return opened;
    if (call.signal?.aborted) return canceled();
    const mark = newMark();
    const started = this.#start(mark, call, this.#socket === null ? [] : ["-S", this.#socket, "-o", "ControlMaster=no"]);
    if (!started.ok) return started;
    const program = started.value;
    const { onLine } = call;
    const answer: string[] = [];
    let hasBegun = false;
    let said = "";
    let late: NodeJS.Timeout | undefined;
    const finish = (waitMs: number) => {
      program.input.end();
      late = setTimeout(() => program.stop(graceMs), waitMs);
    };
    onLines(program.output, (line) => {
      if (!hasBegun) hasBegun = line === mark;
      // What was left running there would hold the connection.
      else if (onLine !== undefined) onLine(line) === "last" && finish(lastMs);
      else answer.push(`${line}\n`);
    });
    program.errors.setEncoding("utf8").on("data", (text: string) => {
      said = `${said}${text}`.slice(-16_384);
    });
    const stop = () => finish(onLine === undefined ? 0 : graceMs);
    call.signal?.addEventListener("abort", stop, { once: true });
    const wrong = call.input === undefined ? null : await pour(call.input, program);
    if (wrong !== null) program.stop(0);
    // A script's input stays open: its end would be the wish to end it.
    else if (onLine === undefined) program.input.end();
    const exitCode = await program.ended;
    clearTimeout(late);
    call.signal?.removeEventListener("abort", stop);
    if (call.signal?.aborted) return canceled();
    if (wrong !== null) return err(failure("target-refused", `The release could not be read: ${wrong}.`));
    if (!hasBegun || exitCode === 255 || exitCode === null) return err(explainConnection(this.#address.host, said, this.#wasThere));
    return this.#judge(exitCode, answer.join(""), said);
  }

  /** Lets go of the host. */
  async close(): Promise<void> {
    await this.#opening;
    const session = this.#session;
    this.#session = null;
    await session?.end(graceMs);
    if (this.#socket !== null) await rm(this.#socket, { force: true });
  }

  #judge(exitCode: number, answer: string, said: string): Result<string, TargetFailure> {
    const { name } = this.#address;
    if (exitCode === 0) return ok(answer);
    if (exitCode === remoteExit.lockLost) return err(lockLost(/^millrace:.+$/m.exec(said)?.[0] ?? null, name));
    return err(explainRemote(name, said));
  }

  /** Makes sure of the session; only one is made at a time. */
  #open(): Promise<Result<SshSession, TargetFailure>> {
    if (this.#session !== null) return Promise.resolve(ok(this.#session));
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #connect(): Promise<Result<SshSession, TargetFailure>> {
    const { environment, host } = this.#address;
    this.#program ??= await findProgram("ssh", environment.PATH ?? environment.Path ?? "");
    if (this.#program === null) return err(failure("target-unreachable", "ssh was not found on PATH.", "Install OpenSSH's client."));
    const place = newSocketPlace(environment);
    const canShare = process.platform !== "win32" && place.ok && Buffer.byteLength(place.value) <= mostSocketBytes;
    this.#socket = canShare ? place.value : null;
    const mark = newMark();
    const sharing = canShare ? ["-M", "-S", place.value, "-o", "ControlPersist=no"] : [];
    const started = this.#start(mark, { act: "serve", values: [] }, sharing);
    if (!started.ok) return started;
    const session = createSession(started.value, mark);
    if (!(await session.begun)) return err(explainConnection(host, session.said(), this.#wasThere));
    this.#wasThere = true;
    this.#session = session;
    void session.ended.then(() => {
      if (this.#session === session) this.#session = null;
    });
    return ok(session);
  }

  #start(mark: string, call: RemoteCall, sharing: readonly string[]): Result<PipedProgram, TargetFailure> {
    const { host, port, environment, folder } = this.#address;
    const line = firstLine(this.#address, mark, call);
    if (line === null) return this.#unfit();
    const args = [
      ...options.flatMap((option) => ["-o", option]),
      ...(port === null ? [] : ["-p", String(port)]),
      ...sharing,
      "-T",
      "--",
      host,
      remoteCommand,
    ];
    const started = startPiped({ file: this.#program ?? "ssh", args, cwd: folder, env: environment });
    if (!started.ok) return err(failure("target-unreachable", started.failure.message, started.failure.hint));
    started.value.input.write(line);
    return started;
  }

  #unfit(): Result<never, TargetFailure> {
    const { name } = this.#address;
    return err(failure("target-refused", `${name} cannot be given a value with control characters.`, "Correct the environment's values."));
  }
}

/** Writes all of it, as fast as it is taken. What is wrong with the source; `null` when nothing is. */
async function pour(source: AsyncIterable<Buffer>, program: PipedProgram): Promise<string | null> {
  let isOver = false;
  const over = program.ended.then(() => {
    isOver = true;
  });
  try {
    for await (const piece of source) {
      if (isOver || program.input.destroyed || program.input.writableEnded) return null;
      if (program.input.write(piece)) continue;
      await Promise.race([new Promise((resolve) => program.input.once("drain", resolve)), over]);
    }
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function newMark(): string {
  return `millrace-${randomBytes(8).toString("hex")}`;
}

function canceled(): Result<never, TargetFailure> {
  return err(failure("canceled", "It was canceled."));
}

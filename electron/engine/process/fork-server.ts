import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { constants } from "node:os";
import { getSystemErrorName } from "node:util";
import { forkServerProgram } from "./fork-server-program.ts";
import type { Cookie } from "./leftovers.ts";
import { startDirectly } from "./start-directly.ts";
import type { ProcessEnd, ProcessListener, ProcessRequest, StartProcess } from "./start-process.ts";

/** Ends each field of an order, so none may hold it; neither may what the system starts. */
const fieldEnd = "\0";

/** The number of setsid(2) where it is known: without a session of its own a command could ask the person's terminal. */
const setsidNumbers: Partial<Record<NodeJS.Architecture, number>> = { x64: 112, arm64: 157 };

/** Whether the system is one that a server knows its way in. */
export const canHaveForkServers = process.platform === "linux" && process.arch in setsidNumbers;

/** What is being carried out. */
interface Order {
  readonly request: ProcessRequest;
  readonly listener: ProcessListener;
  /** What kept it from becoming the program. */
  failed: { readonly what: string; readonly errorNumber: number } | null;
}

/**
 * A small process that starts others, one at a time, and waits for them. Forking copies the page tables of whoever
 * forks: from a Node process that costs more than all else that a trivial command needs.
 */
export class ForkServer {
  readonly #child: ChildProcess;
  readonly #startOtherwise: StartProcess;
  #unread = "";
  #isReady = false;
  #isGone = false;
  #order: Order | null = null;

  /** `startOtherwise` gets what it turns out to be unable to start: without Perl or /proc it never is. */
  constructor(mark: Cookie, startOtherwise: StartProcess) {
    this.#startOtherwise = startOtherwise;
    // Nothing else of our environment: no variable may change what the server does.
    const env = { PATH: process.env.PATH ?? "", [mark.name]: mark.value };
    const args = ["-e", forkServerProgram, String(process.pid), String(setsidNumbers[process.arch])];
    // Detached: what is typed in our terminal, or its end, is for us to hear.
    // It has no pipes at all when we have no descriptors left for them.
    const child: ChildProcess = spawn("perl", args, { cwd: "/", env, stdio: ["pipe", "pipe", "ignore"], detached: true });
    this.#child = child;
    child.once("error", () => this.#onGone());
    child.once("close", () => this.#onGone());
    child.stdin?.on("error", () => {});
    child.stdout?.setEncoding("latin1").on("data", (text: string) => this.#read(text));
    child.unref();
    (child.stdin as Socket | null)?.unref();
    this.#keepAlive(false);
  }

  /** Whether it waits for an order. */
  get isIdle(): boolean {
    return this.#order === null && !this.#isGone;
  }

  /** Set once it takes no more orders. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** It ends once it has nothing to do. */
  close(): void {
    this.#child.stdin?.end();
  }

  /** Must be idle. */
  start(request: ProcessRequest, listener: ProcessListener): void {
    const words = [request.file, ...request.args];
    const fields = [String(request.outputFd), request.cwd, String(words.length), ...words, ...Object.entries(request.env).flat()];
    if (fields.some((field) => field.includes(fieldEnd))) {
      // It says what is wrong.
      startDirectly(request, listener);
      return;
    }
    this.#order = { request, listener, failed: null };
    this.#keepAlive(true);
    const body = Buffer.from(fields.join(fieldEnd) + fieldEnd);
    const size = Buffer.allocUnsafe(4);
    size.writeUInt32BE(body.length);
    this.#child.stdin?.write(Buffer.concat([size, body]));
  }

  /** Whether our process goes on while there is nothing else to do: only for an order. */
  #keepAlive(isNeeded: boolean): void {
    const answers = this.#child.stdout as Socket | null;
    if (isNeeded) answers?.ref();
    else answers?.unref();
  }

  #read(text: string): void {
    const lines = (this.#unread + text).split("\n");
    this.#unread = lines.pop() ?? "";
    for (const line of lines) this.#hear(line.split(" "));
  }

  #hear([word, ...values]: readonly string[]): void {
    const order = this.#order;
    if (word === "ready") this.#isReady = true;
    if (order === null) return;
    if (word === "failed") order.failed = { what: values[0] ?? "", errorNumber: Number(values[1]) };
    else if (word === "started") order.listener.onStart(Number(values[0]));
    else if (word === "ended") this.#finish(order, Number(values[0]));
  }

  #finish(order: Order, status: number): void {
    this.#order = null;
    this.#keepAlive(false);
    const { request, listener, failed } = order;
    if (failed === null) listener.onExit(endOf(status));
    // Without /proc nothing can be given to it, for instance.
    else if (failed.what === "means") this.#startOtherwise(request, listener);
    else listener.onFailure(causeOf(failed.errorNumber));
  }

  #onGone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    const order = this.#order;
    this.#order = null;
    if (order === null) return;
    // Before it was ready it cannot have started anything.
    if (this.#isReady) order.listener.onLost();
    else this.#startOtherwise(order.request, order.listener);
  }
}

/** As wait(2) encodes it: the signal in seven bits, whether memory was dumped in the next, the exit code above. */
function endOf(status: number): ProcessEnd {
  const signal = status & 0x7f;
  if (signal === 0) return { kind: "exited", exitCode: (status >> 8) & 0xff };
  return { kind: "signaled", signal: signalNames.get(signal) ?? `SIG${signal}` };
}

/** Of two names for one number the first, as everywhere: SIGABRT, not SIGIOT. */
const signalNames = new Map(
  Object.entries(constants.signals)
    .map(([name, number]) => [number, name] as const)
    .reverse(),
);

/** Only what its cause explains better than a look at the folder and the program does. */
function causeOf(errorNumber: number): unknown {
  const code = getSystemErrorName(-errorNumber);
  return code === "E2BIG" ? Object.assign(new Error(code), { code }) : null;
}

import { EventEmitter } from "node:events";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { ForkOptions, MessageChannelMain, MessagePortMain, UtilityProcess } from "electron";

/** One end of a channel in Electron's shape: what arrives is an event with `data` and `ports`. */
export class FakePort extends EventEmitter implements Pick<MessagePortMain, "postMessage" | "start" | "close"> {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on("close", () => this.emit("close"));
  }

  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }

  start(): void {
    this.#port.on("message", (data) => this.emit("message", { data, ports: [] }));
  }

  close(): void {
    this.#port.close();
  }
}

export class FakeMessageChannel implements Record<keyof MessageChannelMain, FakePort> {
  readonly port1: FakePort;
  readonly port2: FakePort;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new FakePort(port1);
    this.port2 = new FakePort(port2);
  }
}

export class FakeUtilityProcess extends EventEmitter implements Pick<UtilityProcess, "postMessage" | "kill"> {
  readonly ports: FakePort[] = [];
  readonly answers: unknown[] = [];
  isKilled = false;
  readonly path: string;
  readonly options: ForkOptions | undefined;

  constructor(path: string, options: ForkOptions | undefined) {
    super();
    this.path = path;
    this.options = options;
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    if (message !== null) this.answers.push(message);
    this.ports.push(...(transfer as FakePort[]));
  }

  kill(): boolean {
    this.isKilled = true;
    return true;
  }

  /** Ends as a crashed process does: its ports close, then it is gone. */
  crash(code: number): void {
    for (const port of this.ports) port.close();
    this.emit("exit", code);
  }
}

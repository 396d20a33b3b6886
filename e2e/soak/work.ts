import type { Actor, ServedEngine } from "./cast.ts";

/** What a round has begun, some of it a little later. */
export class Work {
  readonly #engine: ServedEngine;
  readonly #commands: Actor[] = [];
  #unanswered = 0;
  #unbegun = 0;

  constructor(engine: ServedEngine) {
    this.#engine = engine;
  }

  begin(delayMs: number, action: () => void): void {
    this.#unbegun += 1;
    setTimeout(() => {
      this.#unbegun -= 1;
      action();
    }, delayMs);
  }

  watch(command: Actor): void {
    this.#commands.push(command);
  }

  /** What is cut off by a kill is told so, or never answered. */
  ask(answer: Promise<unknown>): void {
    this.#unanswered += 1;
    const settle = () => {
      this.#unanswered -= 1;
    };
    answer.then(settle, settle);
  }

  /** Whether something may still come of it. A command whose run waits for a person stays, and does nothing. */
  get isGoing(): boolean {
    const { exitCode, signalCode } = this.#engine.child;
    const isEngineThere = exitCode === null && signalCode === null;
    return this.#unbegun > 0 || (isEngineThere && this.#unanswered > 0) || this.#commands.some((command) => isAtWork(command));
  }

  /** Ends the commands that stay. */
  async finish(): Promise<void> {
    for (const { child } of this.#commands) child.kill("SIGKILL");
    await Promise.all(this.#commands.map(({ ended }) => ended));
  }
}

function isAtWork({ child, output }: Actor): boolean {
  return child.exitCode === null && child.signalCode === null && !output().includes('"run.waiting"');
}
